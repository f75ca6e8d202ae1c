create table countries (
  code text primary key check (code ~ '^[A-Z]{2}$'),
  name text not null
);

insert into countries (code, name)
values ('DE', 'Germany'), ('FR', 'France'), ('NZ', 'New Zealand'), ('TR', 'Türkiye');
