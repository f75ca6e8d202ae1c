alter table orders add column done boolean not null default false;

create index orders_open on orders (placed_at) where not done;

create view open_orders with (security_invoker = true) as
select id, item_id, quantity, placed_at from orders where not done;
