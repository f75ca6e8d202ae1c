create table stock (
  item_id bigint primary key references items (id),
  on_hand integer not null default 0 check (on_hand >= 0)
);

create function in_stock(of_item bigint) returns integer
language sql stable
begin atomic
  select on_hand from stock where stock.item_id = of_item;
end;
