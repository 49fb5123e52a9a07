-- What a memory is, and what it never changes: whose it is, what it rests on, what it replaced.
create table memories (
  id uuid primary key,
  tenant_id text not null references tenants (id),
  owner_id uuid not null,
  user_id text,
  provenance text not null check (provenance in ('messages', 'client')),
  -- A memory is replaced once: of two that race to, the second is refused.
  supersedes uuid unique references memories (id) on delete set null,
  created_at timestamptz(3) not null
);
create index memories_by_owner on memories (owner_id, id);
create index memories_by_tenant on memories (tenant_id, id);
select aimi_isolate('memories');
-- Update is for the lock that comes before a change; nothing in a row is ever written again.
grant select, insert, update (id), delete on memories to aimi_app;

-- What was believed of it, from created_at until superseded_at. The current version has no end.
create table memory_versions (
  id uuid primary key,
  tenant_id text not null,
  owner_id uuid not null,
  memory_id uuid not null references memories (id) on delete cascade,
  version int not null,
  reason text not null check (reason in ('created', 'edited', 'feedback', 'superseded')),
  type text not null check (type in
    ('fact', 'preference', 'event', 'context', 'personal', 'activity', 'plan', 'health', 'professional')),
  content text not null,
  text_hash bytea not null,
  importance float8 not null check (importance between 0 and 1),
  status text not null check (status in ('active', 'outdated')),
  valid_from timestamptz(3),
  valid_to timestamptz(3) check (valid_to >= valid_from),
  metadata jsonb not null,
  created_at timestamptz(3) not null,
  superseded_at timestamptz(3) check (superseded_at >= created_at),
  unique (memory_id, version)
);
create index memory_versions_current on memory_versions (memory_id) where superseded_at is null;
create index memory_versions_by_text on memory_versions (owner_id, text_hash);
select aimi_isolate('memory_versions');
grant select, insert, update (superseded_at) on memory_versions to aimi_app;

-- The messages that a memory rests on, in the order given. A message that is erased supports nothing.
create table memory_sources (
  tenant_id text not null,
  owner_id uuid not null,
  memory_id uuid not null references memories (id) on delete cascade,
  message_id uuid not null references messages (id) on delete cascade,
  position int not null,
  primary key (memory_id, message_id)
);
create index memory_sources_by_message on memory_sources (message_id);
select aimi_isolate('memory_sources');
grant select, insert on memory_sources to aimi_app;

-- Beside the messages' own postings, in the same shape: what is said and what is believed are counted apart.
create table memory_postings (
  tenant_id text not null,
  lexeme text not null,
  owner_id uuid not null,
  version_id uuid not null,
  length int not null,
  primary key (tenant_id, lexeme, owner_id, version_id) include (length)
);
select aimi_isolate('memory_postings');
grant select, insert, delete on memory_postings to aimi_app;

-- The one place that says how a memory's version is found by its words.
create function aimi_version_postings(tenant text, owner uuid, version_id uuid, content text)
  returns setof memory_postings
  language sql stable parallel safe
begin atomic
  with words as materialized (select aimi_lexemes(content) as lexemes)
  select tenant, lexeme, owner, version_id, cardinality(words.lexemes) from words, unnest(words.lexemes) as lexeme;
end;

-- Erasing takes words and vectors along.
grant delete on messages, postings, embeddings to aimi_app;
-- For the lock that an embedding takes against erasure; a message is never written again.
grant update (id) on messages to aimi_app;
