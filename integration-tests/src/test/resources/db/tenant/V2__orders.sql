create sequence order_numbers start with 1000;

-- place is one in a queue: rows may swap theirs within a transaction. A box holds a dozen.
create table orders (
  id uuid primary key default gen_random_uuid(),
  number bigint not null default nextval('order_numbers'),
  owner text not null,
  item_id bigint not null,
  quantity integer not null check (quantity > 0),
  boxes integer not null generated always as ((quantity + 11) / 12) stored,
  place integer,
  replaces uuid,
  placed_at timestamptz not null default now(),
  constraint orders_number_key unique (number),
  constraint orders_place_key unique (place) deferrable initially deferred,
  constraint orders_item_id_fkey foreign key (item_id) references items (id),
  constraint orders_replaces_fkey foreign key (replaces) references orders (id) deferrable initially deferred
);

create index orders_item_id on orders (item_id);
