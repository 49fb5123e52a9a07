-- What makes a search read few pages: it goes along covering indexes, and to the tables only for what it shows.

-- Row-level security asks once per statement whose rows are seen: one owner's, or a tenant's. Both are set with the
-- caller; what is written is held to the caller as before.
create function aimi_isolated(isolated regclass) returns void
  language plpgsql as $$
begin
  execute format($policy$
    alter policy app on %s
    using (owner_id = (select nullif(current_setting('aimi.sees_owner', true), '')::uuid)
      or tenant_id = (select nullif(current_setting('aimi.sees_tenant', true), '')))
    with check (tenant_id = (select aimi_tenant())
      and ((select aimi_scope()) = 'tenant'
        or ((select aimi_scope()) = 'user' and owner_id = (select aimi_owner()))))
  $policy$, isolated);
end $$;
revoke execute on function aimi_isolated(regclass) from public;

create or replace function aimi_isolate(isolated regclass) returns void
  language plpgsql as $$
begin
  execute format('alter table %s enable row level security', isolated);
  execute format('alter table %s force row level security', isolated);
  execute format('create policy app on %s to aimi_app using (false)', isolated);
  perform aimi_isolated(isolated);
end $$;

select aimi_isolated(p.polrelid::regclass)
from pg_policy p join pg_attribute a on a.attrelid = p.polrelid and a.attname = 'owner_id'
where p.polname = 'app';

-- The signs of a vector's numbers: near vectors differ in few of them. They fit into an index where vectors do not.
alter table embeddings add column bits bit varying
  generated always as (binary_quantize(vector)::bit varying) stored;
alter table embeddings drop constraint embeddings_pkey,
  add primary key (owner_id, model, text_hash) include (tenant_id, dimensions, bits);
drop index embeddings_by_tenant;
create index embeddings_by_tenant on embeddings (tenant_id, model) include (owner_id, dimensions, text_hash, bits);

-- When it was said stands with each word: of equal matches the later one wins, whenever it was stored.
alter table messages no force row level security;
alter table postings no force row level security;
alter table postings add column created_at timestamptz(3);
update postings p set created_at = m.created_at from messages m where m.id = p.message_id;
alter table postings alter column created_at set not null,
  drop constraint postings_pkey,
  add primary key (tenant_id, lexeme, owner_id, message_id) include (length, created_at);
alter table messages force row level security;
alter table postings force row level security;

drop index messages_by_owner, messages_by_tenant, messages_by_text, messages_by_conversation, memory_versions_by_text;
create index messages_by_owner on messages (owner_id, created_at, id) include (tenant_id, archived_at);
create index messages_by_tenant on messages (tenant_id, created_at, id) include (owner_id, archived_at);
create index messages_by_text on messages (owner_id, text_hash, created_at, id) include (tenant_id, archived_at);
create index messages_by_conversation on messages (conversation_id, created_at, id)
  include (tenant_id, owner_id, importance, archived_at);
create index memory_versions_by_text on memory_versions (owner_id, text_hash) include (tenant_id);

-- An index answers alone only for pages that vacuum has seen.
alter table messages set (autovacuum_vacuum_insert_scale_factor = 0.02);
alter table postings set (autovacuum_vacuum_insert_scale_factor = 0.02);
alter table embeddings set (autovacuum_vacuum_insert_scale_factor = 0.02);

create index conversations_by_client on conversations (tenant_id, client_id, owner_id);
create index memory_versions_by_tenant on memory_versions (tenant_id, text_hash);
