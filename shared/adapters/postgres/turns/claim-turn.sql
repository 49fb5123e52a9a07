-- Claims a turn for one runner, or ends it for want of one: of many at once each gets a fence of its own. The first
-- stores all that begins with the turn, as append-messages.sql does for messages; whoever comes later, nothing but
-- the claim. No row is given where the turn has ended for good, or there is no such tenant.
--   $1 turn  $2 vector of its message or null
with draft as materialized (
  select * from jsonb_to_record($1::jsonb) as draft (
    tenant_id text, owner_id uuid, user_id text, turn_id uuid, client_message_id text, conversation_id uuid,
    client_conversation_id text, message_id uuid, content text, importance float8, text_hash text, said_at timestamptz,
    status text, attempt int, error_code text, idle_since timestamptz, care boolean, model text, outbox_id uuid,
    session_id uuid, request_id text, now timestamptz, due_at timestamptz)
  where exists (select from tenants where id = draft.tenant_id)
),
known as materialized (
  select t.* from turns t where t.id = (select turn_id from draft) for update
),
fresh as materialized (
  select * from draft where not exists (select from known)
),
seen_user as (
  insert into users as before (tenant_id, id, owner_id, created_at, last_seen_at)
  select tenant_id, user_id, owner_id, now, now from draft
  on conflict (tenant_id, id) do update set last_seen_at = excluded.last_seen_at
  where before.last_seen_at < excluded.last_seen_at - interval '15 minutes'
),
new_conversation as (
  insert into conversations (id, tenant_id, owner_id, user_id, client_id, created_at)
  select conversation_id, tenant_id, owner_id, user_id, client_conversation_id, now from fresh
  on conflict do nothing
),
idle_session as (
  update sessions s set ended_at = s.last_active_at, end_reason = 'idle'
  from fresh
  where s.conversation_id = (select conversation_id from fresh) and s.ended_at is null and s.last_active_at < fresh.idle_since
  returning s.id
),
-- Of each conversation one is open: who comes second sits down in the first one's.
seat as (
  insert into sessions as open (id, tenant_id, owner_id, conversation_id, started_at, last_active_at)
  select session_id, tenant_id, owner_id, conversation_id, said_at, said_at from fresh
  where (select count(*) from idle_session) >= 0
  on conflict (conversation_id) where ended_at is null
  do update set last_active_at = greatest(open.last_active_at, excluded.last_active_at)
  returning open.id
),
claimed as (
  insert into turns as before (id, tenant_id, owner_id, conversation_id, session_id, client_message_id, user_message_id,
    status, attempt, fence, care, error_code, outbox_id, accepted_at, finished_at)
  select draft.turn_id, draft.tenant_id, draft.owner_id, draft.conversation_id,
    coalesce((select id from seat), (select session_id from known)), draft.client_message_id, draft.message_id,
    draft.status, draft.attempt, 1, draft.care, draft.error_code, draft.outbox_id, draft.said_at,
    case when draft.status <> 'running' then draft.now end
  from draft
  on conflict (id) do update set
    status = excluded.status, attempt = greatest(before.attempt, excluded.attempt), fence = before.fence + 1,
    error_code = excluded.error_code, finished_at = excluded.finished_at
  where before.status = 'failed' and before.attempt < excluded.attempt
    or before.status = 'running' and (excluded.status = 'running' or before.attempt <= excluded.attempt)
  returning fence
),
first as materialized (
  select draft.*, decode(draft.text_hash, 'hex') as hash from draft where (select fence from claimed) = 1
),
new_message as (
  insert into messages (id, tenant_id, owner_id, conversation_id, role, content, metadata, importance, text_hash,
    created_at, turn_id)
  select message_id, tenant_id, owner_id, conversation_id, 'user', content, '{}', importance, hash, said_at, turn_id
  from first
),
new_posting as (
  insert into postings (tenant_id, lexeme, owner_id, message_id, length, created_at)
  select tenant_id, lexeme, owner_id, message_id, cardinality(lexemes), said_at
  from first, aimi_lexemes(content) as lexemes, unnest(lexemes) as lexeme
),
new_vector as (
  insert into embeddings (tenant_id, owner_id, model, text_hash, dimensions, vector, created_at)
  select tenant_id, owner_id, model, hash, vector_dims($2::halfvec), $2::halfvec, now from first
  where $2::halfvec is not null
  on conflict do nothing
),
-- A text that is said again is tried again.
tried_again as (
  delete from embedding_failures f using first
  where f.owner_id = first.owner_id and f.text_hash = first.hash and f.model = first.model
),
new_job as (
  insert into outbox (id, tenant_id, owner_id, queue, body, created_at, due_at)
  select outbox_id, tenant_id, owner_id, 'memory-jobs',
    jsonb_build_object('message_ids', jsonb_build_array(message_id), 'request_id', request_id), now, due_at
  from first
  where $2::halfvec is null and not exists (
    select from embeddings e where e.owner_id = first.owner_id and e.model = first.model and e.text_hash = first.hash)
)
select claimed.fence, (select status from known) as status_before from claimed
