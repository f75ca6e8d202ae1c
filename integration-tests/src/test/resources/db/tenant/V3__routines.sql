-- A body is bound when it is created (begin atomic), or its path is (from current): at run time there is no search_path.

create function item_count(of_owner text) returns bigint
language sql stable
begin atomic
  select count(*) from items where items.owner = of_owner;
end;

create function items_of(of_owner text) returns table (item_id bigint, item_name text)
language sql stable
begin atomic
  select items.id, items.name from items where items.owner = of_owner order by items.id;
end;

create procedure place_order(in of_owner text, in of_item bigint, in how_many integer, out order_number bigint)
language plpgsql
set search_path from current
as $$
begin
  insert into orders (owner, item_id, quantity)
  values (of_owner, of_item, how_many)
  returning number into order_number;
end;
$$;

create view active_items with (security_invoker = true) as
select id, owner, name, price_cents from items where status = 'active';

comment on table items is 'items of ${flyway:defaultSchema}';
