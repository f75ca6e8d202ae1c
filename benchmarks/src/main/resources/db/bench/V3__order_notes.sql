alter table orders add column note text;

comment on column orders.note is 'what the customer says; free text';
