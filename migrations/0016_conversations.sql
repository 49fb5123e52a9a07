-- A conversation has a title, and says whether facts are drawn from it. Who gave the title: the model, or a client.
alter table conversations
  add column title text,
  add column title_by text check (title_by in ('model', 'client')),
  add column extraction boolean,
  -- What was said before is part of no later prompt as such.
  add column reset_at timestamptz(3);
grant update (title, title_by, extraction, reset_at) on conversations to aimi_app;

-- One sitting within a conversation: of each conversation at most one is open.
create table sessions (
  id uuid primary key,
  tenant_id text not null references tenants (id),
  owner_id uuid not null,
  conversation_id uuid not null references conversations (id) on delete cascade,
  started_at timestamptz(3) not null,
  last_active_at timestamptz(3) not null,
  ended_at timestamptz(3),
  end_reason text check (end_reason in ('idle', 'reset', 'request', 'full')),
  check ((ended_at is null) = (end_reason is null))
);
create unique index sessions_open on sessions (conversation_id) where ended_at is null;
create index sessions_by_conversation on sessions (conversation_id, id);
create index sessions_by_owner on sessions (owner_id, id);
select aimi_isolate('sessions');
grant select, insert, update (last_active_at, ended_at, end_reason), delete on sessions to aimi_app;

-- One user message and the reply to it. The id is a hash of the owner and the client's id, so that a message that is
-- sent again is the same turn without asking anybody.
create table turns (
  id uuid primary key,
  tenant_id text not null references tenants (id),
  owner_id uuid not null,
  conversation_id uuid not null references conversations (id) on delete cascade,
  session_id uuid not null references sessions (id) on delete cascade,
  client_message_id text not null,
  user_message_id uuid not null,
  reply_message_id uuid,
  status text not null check (status in ('running', 'done', 'failed')),
  -- Runs asked for: one, and one more after each final error.
  attempt int not null,
  -- Runners so far: only the last may write.
  fence int not null,
  -- It signalled danger to the person: kept out of what is learned.
  care boolean not null,
  finish_reason text check (finish_reason in ('stop', 'length', 'cancelled')),
  error_code text,
  -- What was recalled, by id, kind and score.
  recalled jsonb not null default '[]',
  model text,
  prompt_tokens int,
  completion_tokens int,
  cost_micros bigint,
  outbox_id uuid not null,
  accepted_at timestamptz(3) not null,
  finished_at timestamptz(3),
  unique (owner_id, client_message_id)
);
create index turns_by_conversation on turns (conversation_id, accepted_at, id);
create index turns_by_session on turns (session_id);
select aimi_isolate('turns');
grant select, insert, delete on turns to aimi_app;
grant update (session_id, reply_message_id, status, attempt, fence, finish_reason, error_code, recalled, model, prompt_tokens,
  completion_tokens, cost_micros, finished_at) on turns to aimi_app;

-- What a message of a turn has beside its words. How it ended: whole, cancelled, or cut off by a failure.
alter table messages
  add column turn_id uuid,
  add column status text not null default 'complete' check (status in ('complete', 'cancelled', 'failed')),
  add column tool_calls jsonb;

-- The page of the archive is one of whole messages: it is read anew, with all that they have now.
create or replace function aimi_archive_page(tenant text, owner uuid, conversation text, roles text[],
  since timestamptz, until timestamptz, behind timestamptz, behind_id uuid, size int) returns setof messages
  language sql stable
  set enable_bitmapscan = off set enable_sort = off
begin atomic
  (select m.* from messages m
   where owner is not null and m.owner_id = owner and m.archived_at is not null
     and (m.archived_at, m.id) < (behind, behind_id)
     and (conversation is null or (select c.client_id from conversations c where c.id = m.conversation_id) = conversation)
     and (roles is null or m.role = any (roles))
     and (since is null or m.created_at >= since) and (until is null or m.created_at <= until)
   order by m.archived_at desc, m.id desc limit size)
  union all
  (select m.* from messages m
   where owner is null and m.tenant_id = tenant and m.archived_at is not null
     and (m.archived_at, m.id) < (behind, behind_id)
     and (conversation is null or (select c.client_id from conversations c where c.id = m.conversation_id) = conversation)
     and (roles is null or m.role = any (roles))
     and (since is null or m.created_at >= since) and (until is null or m.created_at <= until)
   order by m.archived_at desc, m.id desc limit size);
end;

-- What was said last before a turn began, latest first. A reply belongs to where its own turn began, however long it
-- took: the next message may have been accepted meanwhile. Policies make the planner expect a row or two, and gather
-- and sort a whole conversation: so it is held to the order of the index, and stops after the size.
create function aimi_said_before(turn turns, since timestamptz, size int)
  returns table (id uuid, role text, name text, content text, created_at timestamptz, said_at timestamptz, said_first uuid)
  language sql stable
  set enable_bitmapscan = off set enable_sort = off set enable_hashjoin = off set enable_mergejoin = off
begin atomic
  select m.id, m.role, m.name, m.content, m.created_at, coalesce(own.accepted_at, m.created_at),
    coalesce(own.user_message_id, m.id)
  from messages m left join turns own on own.id = m.turn_id
  where m.conversation_id = (turn).conversation_id and m.created_at > since and m.archived_at is null
    and m.id <> (turn).user_message_id and m.turn_id is distinct from (turn).id
    and not (m.role = 'assistant' and m.status = 'failed')
    and coalesce(own.accepted_at, m.created_at) > since
    and (coalesce(own.accepted_at, m.created_at), coalesce(own.user_message_id, m.id))
      < ((turn).accepted_at, (turn).user_message_id)
  order by m.created_at desc, m.id desc limit size;
end;

-- A conversation waits for one title at a time. It is found by its owner: what looks into a body is not leakproof, and
-- policies keep it from an index.
create index outbox_of_sessions on outbox (owner_id) where queue = 'session-jobs';

-- What a tenant's turns took, by day and model: no person stands in it, and everybody of the tenant adds to it.
create table usage_days (
  tenant_id text not null references tenants (id),
  day date not null,
  model text not null,
  turns bigint not null,
  prompt_tokens bigint not null,
  completion_tokens bigint not null,
  cost_micros bigint not null,
  primary key (tenant_id, day, model)
);
alter table usage_days enable row level security;
alter table usage_days force row level security;
create policy app on usage_days to aimi_app using (tenant_id = (select aimi_tenant()));
grant select, insert, update on usage_days to aimi_app;

-- What the tenant answers to whoever is in danger; null is the app's answer.
alter table tenants add column care_answer text;
grant update (care_answer) on tenants to aimi_app;
