-- Stores a whole conversation or nothing of it, with all that must stand or fall with it: tenant, user, messages,
-- postings, the outbox rows for their embedding and for learning from them, and the answer to a repeat. Imports of one name or under one key
-- take turns before, so that each sees what the other wrote.
--   $1 tenant  $2 owner  $3 user  $4 conversation {id, client_id, title, extraction, created_at}  $5 messages  $6 model
--   $7 outbox ids  $8 request id  $9 now  $10 may provision the tenant  $11 caller  $12 route  $13 key or null
--   $14 request hash
with draft as materialized (
  select * from jsonb_to_recordset($5::jsonb) as draft (
    position int, id uuid, role text, name text, content text, metadata jsonb, importance float8, tool_calls jsonb,
    status text, text_hash text, created_at timestamptz)
),
given as materialized (
  select * from jsonb_to_record($4::jsonb) as given (
    id uuid, client_id text, title text, extraction boolean, created_at timestamptz)
),
home as materialized (
  select $1::text as tenant_id where $10::boolean or exists (select from tenants where id = $1)
),
kept as materialized (
  select request_hash from idempotency_keys
  where tenant_id = $1 and owner_id = $2::uuid and caller = $11::text and route = $12::text and key = $13::text
    and created_at >= $9::timestamptz - interval '24 hours'
),
new_tenant as (
  insert into tenants (id, name, created_at)
  select tenant_id, tenant_id, $9::timestamptz from home where $10::boolean and not exists (select from kept)
  on conflict do nothing
),
stored as (
  insert into conversations (id, tenant_id, owner_id, user_id, client_id, title, title_by, extraction, created_at)
  select given.id, home.tenant_id, $2::uuid, $3::text, given.client_id, given.title,
    case when given.title is not null then 'client' end, given.extraction, given.created_at
  from home, given where not exists (select from kept)
  on conflict do nothing
  returning id, tenant_id
),
claim as (
  insert into idempotency_keys as known (tenant_id, owner_id, caller, route, key, request_hash, result, created_at)
  select stored.tenant_id, $2::uuid, $11::text, $12::text, $13::text, decode($14::text, 'hex'), '{}', $9::timestamptz
  from stored where $13::text is not null
  on conflict (tenant_id, owner_id, caller, route, key) do update set
    request_hash = excluded.request_hash, result = excluded.result, created_at = excluded.created_at
),
seen_user as (
  insert into users as known (tenant_id, id, owner_id, created_at, last_seen_at)
  select stored.tenant_id, $3::text, $2::uuid, $9::timestamptz, $9::timestamptz from stored
  on conflict (tenant_id, id) do update set last_seen_at = excluded.last_seen_at
  where known.last_seen_at < excluded.last_seen_at - interval '15 minutes'
),
new_message as (
  insert into messages (id, tenant_id, owner_id, conversation_id, role, name, content, metadata, importance, tool_calls,
    status, text_hash, created_at)
  select draft.id, stored.tenant_id, $2::uuid, stored.id, draft.role, draft.name, draft.content, draft.metadata,
    draft.importance, draft.tool_calls, draft.status, decode(draft.text_hash, 'hex'), draft.created_at
  from stored, draft
),
spoken as materialized (
  select id, created_at, aimi_lexemes(concat_ws(' ', name, content)) as lexemes from draft
),
new_posting as (
  insert into postings (tenant_id, lexeme, owner_id, message_id, length, created_at)
  select stored.tenant_id, lexeme, $2::uuid, spoken.id, cardinality(spoken.lexemes), spoken.created_at
  from stored, spoken, unnest(spoken.lexemes) as lexeme
),
pending as materialized (
  select draft.position, draft.id, decode(draft.text_hash, 'hex') as text_hash
  from draft left join lateral (
    select true as known from embeddings e
    where e.owner_id = $2::uuid and e.model = $6 and e.text_hash = decode(draft.text_hash, 'hex')
    offset 0) as e on true
  where e.known is null
),
job as materialized (
  select ($7::uuid[])[part + 1] as id, jsonb_agg(pending.id order by pending.position) as message_ids
  from (select *, (row_number() over (order by position) - 1) / 100 as part from pending) as pending
  group by part
),
new_job as (
  insert into outbox (id, tenant_id, owner_id, queue, body, created_at, due_at)
  select job.id, stored.tenant_id, $2::uuid, 'memory-jobs',
    jsonb_build_object('message_ids', job.message_ids, 'request_id', $8::text),
    $9::timestamptz, $9::timestamptz + interval '1 minute'
  from stored, job
),
-- Where tenant or conversation asks for it, all but what a system said is learnt from: at once where six or more wait,
-- else after ten minutes.
to_learn as (
  insert into unlearned (message_id, tenant_id, owner_id, conversation_id, said_at)
  select draft.id, stored.tenant_id, $2::uuid, stored.id, draft.created_at
  from stored, draft, given
  where draft.role <> 'system'
    and coalesce(given.extraction, (select t.extraction from tenants t where t.id = stored.tenant_id), false)
  returning message_id
),
waiting as materialized (
  select count(*) as count from to_learn
),
learning as (
  insert into outbox (id, tenant_id, owner_id, queue, body, created_at, due_at)
  select stored.id, stored.tenant_id, $2::uuid, 'learning-jobs',
    jsonb_build_object('kind', 'learn', 'conversation_id', stored.id, 'request_id', $8::text),
    $9::timestamptz, $9::timestamptz + case when w.count >= 6 then interval '1 minute' else interval '10 minutes' end
  from stored, waiting w where w.count > 0
  -- Of a conversation that was erased it may still wait.
  on conflict (id) do update set created_at = excluded.created_at, due_at = excluded.due_at
),
-- A text that is said again is tried again.
tried_again as (
  delete from embedding_failures f using stored, pending
  where f.model = $6 and f.owner_id = $2::uuid and f.text_hash = pending.text_hash
)
select
  exists (select from home) as tenant_known,
  exists (select from stored) as stored,
  (select encode(request_hash, 'hex') from kept) as kept_hash,
  (select jsonb_agg(jsonb_build_object('id', id, 'messageIds', message_ids) order by id) from job) as jobs,
  (select count >= 6 from waiting) as learns
