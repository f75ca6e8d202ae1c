create table items (
    id uuid primary key default gen_random_uuid(),
    name text not null check (char_length(name) between 1 and 200),
    description text check (char_length(description) <= 4000),
    quantity integer not null default 0 check (quantity >= 0),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    version integer not null default 1
);

-- the order of a list, newest first; a page begins after the last item of the page before
create index items_newest on items (created_at desc, id desc);
