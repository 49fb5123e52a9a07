-- Null: chat is learnt from, and what comes in by /v1/messages is not. True: both. False: neither. A conversation's own
-- word goes before its tenant's.
alter table tenants
  alter column extraction drop not null,
  alter column extraction drop default,
  -- Types that are learnt of everybody who has not said no.
  add column consent_defaults text[] not null default '{}' check (consent_defaults <@ '{health,personal}');
alter table tenants no force row level security;
update tenants set extraction = null where not extraction;
alter table tenants force row level security;
grant update (consent_defaults) on tenants to aimi_app;

-- It tried to plant something: it stays what was said, and nothing is ever learnt from it.
alter table messages add column flagged boolean not null default false;
grant update (flagged) on messages to aimi_app;

-- What was said and is still to be learnt from. Whoever learns from it takes it away in the statement that writes
-- what was learnt, so that a stretch is learnt from once.
create table unlearned (
  message_id uuid primary key references messages (id) on delete cascade,
  tenant_id text not null references tenants (id),
  owner_id uuid not null,
  conversation_id uuid not null references conversations (id) on delete cascade,
  said_at timestamptz(3) not null
);
create index unlearned_by_conversation on unlearned (conversation_id, said_at, message_id);
create index unlearned_by_owner on unlearned (owner_id, message_id);
select aimi_isolate('unlearned');
grant select, insert, delete on unlearned to aimi_app;

-- Grows with each write of what was learnt of an owner: whoever decided by what was there before decides anew.
create table learners (
  owner_id uuid primary key,
  tenant_id text not null references tenants (id),
  epoch int not null
);
select aimi_isolate('learners');
grant select, insert, update, delete on learners to aimi_app;

-- A fact that a client, or the model at a person's word, wants held against what is known. Its id is the one that the
-- memory gets if it is added; otherwise memory_id says which one it went into. Nothing is known of those not settled.
create table fact_drafts (
  id uuid primary key,
  tenant_id text not null references tenants (id),
  owner_id uuid not null,
  user_id text,
  draft jsonb not null,
  created_at timestamptz(3) not null,
  settled_at timestamptz(3),
  memory_id uuid references memories (id) on delete cascade
);
create index fact_drafts_by_owner on fact_drafts (owner_id, id);
create index fact_drafts_by_memory on fact_drafts (memory_id);
select aimi_isolate('fact_drafts');
grant select, insert, update (settled_at, memory_id, draft), delete on fact_drafts to aimi_app;

-- Why a version came about, beside its reason; and two reasons more.
alter table memory_versions
  add column note text,
  drop constraint memory_versions_reason_check,
  add constraint memory_versions_reason_check
    check (reason in ('created', 'edited', 'feedback', 'superseded', 'reinforced'));

-- Whom and what a person speaks of. The person is an entity, too.
create table entities (
  id uuid primary key,
  tenant_id text not null references tenants (id),
  owner_id uuid not null,
  name text not null,
  type text not null check (type in ('person', 'place', 'organization', 'animal', 'activity', 'thing', 'other')),
  is_self boolean not null default false,
  created_at timestamptz(3) not null,
  -- The two are one: whatever names this one means that one.
  merged_into uuid references entities (id) on delete cascade,
  merged_at timestamptz(3)
);
create unique index entities_self on entities (owner_id) where is_self;
create index entities_by_owner on entities (owner_id, id);
create index entities_by_merge on entities (merged_into);
select aimi_isolate('entities');
grant select, insert, update (name, type, merged_into, merged_at), delete on entities to aimi_app;

-- By what names it goes, its first one included; the key is the name without case, accents and outer signs.
create table entity_names (
  owner_id uuid not null,
  key text not null,
  tenant_id text not null references tenants (id),
  entity_id uuid not null references entities (id) on delete cascade,
  name text not null,
  created_at timestamptz(3) not null,
  primary key (owner_id, key)
);
create index entity_names_by_entity on entity_names (entity_id);
select aimi_isolate('entity_names');
grant select, insert, update (entity_id), delete on entity_names to aimi_app;

-- Since when and until when it holds follows from the memories behind it.
create table relations (
  id uuid primary key,
  tenant_id text not null references tenants (id),
  owner_id uuid not null,
  subject_id uuid not null references entities (id) on delete cascade,
  predicate text not null,
  object_id uuid not null references entities (id) on delete cascade,
  created_at timestamptz(3) not null,
  unique (owner_id, subject_id, predicate, object_id)
);
create index relations_by_subject on relations (subject_id, object_id);
create index relations_by_object on relations (object_id);
select aimi_isolate('relations');
grant select, insert, delete on relations to aimi_app;

create table memory_entities (
  memory_id uuid not null references memories (id) on delete cascade,
  entity_id uuid not null references entities (id) on delete cascade,
  tenant_id text not null references tenants (id),
  owner_id uuid not null,
  primary key (memory_id, entity_id)
);
create index memory_entities_by_entity on memory_entities (entity_id);
select aimi_isolate('memory_entities');
grant select, insert, delete on memory_entities to aimi_app;

create table memory_relations (
  memory_id uuid not null references memories (id) on delete cascade,
  relation_id uuid not null references relations (id) on delete cascade,
  tenant_id text not null references tenants (id),
  owner_id uuid not null,
  primary key (memory_id, relation_id)
);
create index memory_relations_by_relation on memory_relations (relation_id);
select aimi_isolate('memory_relations');
grant select, insert, delete on memory_relations to aimi_app;

-- What a session's end leaves: a summary, which is a memory, too. Ended and not yet settled: its worker is not done.
alter table sessions
  add column summary text,
  add column summary_memory_id uuid references memories (id) on delete set null,
  add column settled_at timestamptz(3);
alter table sessions no force row level security;
update sessions set settled_at = ended_at where ended_at is not null;
alter table sessions force row level security;
grant update (summary, summary_memory_id, settled_at) on sessions to aimi_app;

-- What the coach knows of a person before it says anything: a few short lines in four parts. A line is never changed:
-- it holds from one version of the state until another.
create table user_states (
  owner_id uuid primary key,
  tenant_id text not null references tenants (id),
  user_id text not null,
  version int not null,
  updated_at timestamptz(3) not null
);
select aimi_isolate('user_states');
grant select, insert, update (version, updated_at), delete on user_states to aimi_app;

create table user_state_lines (
  id uuid primary key,
  tenant_id text not null references tenants (id),
  owner_id uuid not null,
  part text not null check (part in ('profile', 'working_on', 'preferences', 'open_threads')),
  content text not null,
  type text not null check (type in
    ('fact', 'preference', 'event', 'context', 'personal', 'activity', 'plan', 'health', 'professional')),
  written_by text not null check (written_by in ('client', 'session')),
  session_id uuid references sessions (id) on delete set null,
  position int not null,
  since_version int not null,
  until_version int check (until_version > since_version),
  created_at timestamptz(3) not null,
  removed_at timestamptz(3)
);
create index user_state_lines_by_owner on user_state_lines (owner_id, id);
select aimi_isolate('user_state_lines');
grant select, insert, update (until_version, removed_at), delete on user_state_lines to aimi_app;

-- The messages that a line rests on; a client's own lines rest on none.
create table user_state_sources (
  line_id uuid not null references user_state_lines (id) on delete cascade,
  message_id uuid not null references messages (id) on delete cascade,
  tenant_id text not null references tenants (id),
  owner_id uuid not null,
  primary key (line_id, message_id)
);
create index user_state_sources_by_message on user_state_sources (message_id);
select aimi_isolate('user_state_sources');
grant select, insert, delete on user_state_sources to aimi_app;
