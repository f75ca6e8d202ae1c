create table countries (code char(2) primary key, name text not null);
insert into countries values ('DE', 'Germany'), ('NZ', 'New Zealand');
grant select on countries to "${groupRole}";
