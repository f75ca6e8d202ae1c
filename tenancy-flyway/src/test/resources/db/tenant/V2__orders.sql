create table orders (
  id      bigserial primary key,
  item_id bigint not null references items,
  country char(2)
);
