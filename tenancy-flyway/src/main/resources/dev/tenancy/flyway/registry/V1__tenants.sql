-- who the tenants are; read by the app login, written by the owner login alone
create table tenants (
  id             text        primary key check (id ~ '^[a-z0-9]([a-z0-9_-]{0,46}[a-z0-9])?$'),
  status         text        not null check (status in
                   ('REQUESTED', 'PROVISIONING', 'ACTIVE', 'SUSPENDED', 'DELETING', 'DELETED', 'FAILED')),
  epoch          bigint      not null default 0,     -- grows with every change of status; a change names the epoch it saw
  step           text,                               -- the last step of provisioning that began
  error          text,                               -- why it stopped, while FAILED
  schema_version text,                               -- written in the transaction of the migration
  made_schema    boolean     not null default false, -- what was made for the tenant, not found
  made_role      boolean     not null default false,
  adopted        boolean     not null default false, -- the schema was there before
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  activated_at   timestamptz,                        -- when it was first ACTIVE
  deleted_at     timestamptz,
  receipt        jsonb                               -- rows of each table when it was dropped
);

create index tenants_status on tenants (status, id);
-- finds an id that differs in '-' and '_' only
create index tenants_look_alike on tenants (replace(id, '_', '-'));
