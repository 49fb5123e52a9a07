-- Two roles beside the owner. aimi_app is the app's login (its password is set by setup);
-- aimi_system is never a login: the app steps into it for what crosses tenants.
do $$
begin
  create role aimi_app login nosuperuser nobypassrls nocreatedb nocreaterole;
exception when duplicate_object then null;
end $$;

do $$
begin
  create role aimi_system nologin nosuperuser nobypassrls nocreatedb nocreaterole;
exception when duplicate_object then null;
end $$;

grant aimi_system to aimi_app with inherit false, set true;

create extension if not exists vector;

grant usage on schema public to aimi_app, aimi_system;
grant select on schema_migrations to aimi_app;

-- Who calls, as set by one set_config in each batch. Empty or missing matches no row.
create function aimi_tenant() returns text
  language sql stable parallel safe
  return nullif(current_setting('aimi.tenant', true), '');

create function aimi_scope() returns text
  language sql stable parallel safe
  return nullif(current_setting('aimi.scope', true), '');

-- An owner is a user of a tenant, or the tenant itself. Its id is a hash of the names: the same
-- derivation stands in shared/domain/access/derive-ids.ts, and a test holds the two together.
create function aimi_owner_id(tenant text, app_user text) returns uuid
  language sql immutable parallel safe
  return encode(substring(sha256(convert_to(
    case when app_user is null then 'owner/' || tenant else 'owner/' || tenant || '/' || app_user end,
    'UTF8')) from 1 for 16), 'hex')::uuid;

create function aimi_owner() returns uuid
  language sql stable parallel safe
  return aimi_owner_id(aimi_tenant(), nullif(current_setting('aimi.user', true), ''));

-- Every tenant-owned table gets the same policy: scope 'tenant' sees the tenant, 'user' one owner.
create function aimi_isolate(isolated regclass) returns void
  language plpgsql as $$
begin
  execute format('alter table %s enable row level security', isolated);
  execute format('alter table %s force row level security', isolated);
  execute format($policy$
    create policy app on %s to aimi_app
    using (tenant_id = (select aimi_tenant())
      and ((select aimi_scope()) = 'tenant'
        or ((select aimi_scope()) = 'user' and owner_id = (select aimi_owner()))))
  $policy$, isolated);
end $$;
revoke execute on function aimi_isolate(regclass) from public;

-- The words by which a text is found. One function, so that what is stored and what is asked agree.
create function aimi_lexemes(text) returns text[]
  language sql stable parallel safe
  return tsvector_to_array(to_tsvector('english', $1));

create table tenants (
  id text primary key,
  name text not null,
  created_at timestamptz(3) not null
);
-- Before the policies: they hold for the owner too.
insert into tenants (id, name, created_at) values ('default', 'Default', now());
alter table tenants enable row level security;
alter table tenants force row level security;
create policy app on tenants to aimi_app using (id = (select aimi_tenant()));
grant select, insert on tenants to aimi_app;

create table users (
  tenant_id text not null references tenants (id),
  id text not null,
  owner_id uuid not null,
  created_at timestamptz(3) not null,
  last_seen_at timestamptz(3) not null,
  primary key (tenant_id, id)
);
select aimi_isolate('users');
grant select, insert, update on users to aimi_app;

create table conversations (
  id uuid primary key,
  tenant_id text not null references tenants (id),
  owner_id uuid not null,
  user_id text,
  client_id text not null,
  created_at timestamptz(3) not null
);
create index conversations_by_owner on conversations (owner_id, created_at, id);
select aimi_isolate('conversations');
grant select, insert on conversations to aimi_app;

create table messages (
  id uuid primary key,
  tenant_id text not null,
  owner_id uuid not null,
  conversation_id uuid not null references conversations (id) on delete cascade,
  role text not null check (role in ('user', 'assistant', 'system')),
  name text,
  content text not null,
  metadata jsonb not null,
  importance float8 not null check (importance between 0 and 1),
  text_hash bytea not null,
  created_at timestamptz(3) not null
);
create index messages_by_owner on messages (owner_id, created_at, id);
create index messages_by_tenant on messages (tenant_id, created_at, id);
create index messages_by_conversation on messages (conversation_id, created_at, id);
create index messages_by_text on messages (owner_id, text_hash);
select aimi_isolate('messages');
grant select, insert on messages to aimi_app;

-- Keyword search under row-level security: plain equality on a B-tree, since a GIN index is
-- not used where its operator is not leakproof. Whoever deletes a message deletes its postings by
-- aimi_lexemes of its text: a second index and a foreign key would double the cost of writing.
create table postings (
  tenant_id text not null,
  lexeme text not null,
  owner_id uuid not null,
  message_id uuid not null,
  length int not null,
  primary key (tenant_id, lexeme, owner_id, message_id) include (length)
);
select aimi_isolate('postings');
grant select, insert on postings to aimi_app;

-- One row per distinct text of an owner and model. A text's hash covers the speaker's name and the text.
create table embeddings (
  tenant_id text not null,
  owner_id uuid not null,
  model text not null,
  text_hash bytea not null,
  dimensions int not null,
  vector halfvec not null check (vector_dims(vector) = dimensions),
  created_at timestamptz(3) not null,
  primary key (owner_id, model, text_hash)
);
create index embeddings_by_tenant on embeddings (tenant_id, model);
select aimi_isolate('embeddings');
grant select, insert on embeddings to aimi_app;

-- Work for later, written with the data and deleted by whoever has done it. Ids only, never text.
create table outbox (
  id uuid primary key,
  tenant_id text not null,
  owner_id uuid not null,
  queue text not null,
  body jsonb not null,
  created_at timestamptz(3) not null,
  due_at timestamptz(3) not null,
  attempts int not null default 0
);
create index outbox_due on outbox (due_at, id);
select aimi_isolate('outbox');
create policy system on outbox to aimi_system using (true);
grant select, insert, delete on outbox to aimi_app;
grant select, update on outbox to aimi_system;

-- The answer to a repeated call is rebuilt from these ids.
create table idempotency_keys (
  tenant_id text not null,
  owner_id uuid not null,
  caller text not null,
  route text not null,
  key text not null,
  request_hash bytea not null,
  result jsonb not null,
  created_at timestamptz(3) not null,
  primary key (tenant_id, owner_id, caller, route, key)
);
select aimi_isolate('idempotency_keys');
grant select, insert, update on idempotency_keys to aimi_app;
