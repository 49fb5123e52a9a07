-- Stores messages with all that must stand or fall with them: tenant, users, conversations, postings,
-- the outbox rows for their embedding and for learning from them, and the answer to a repeat. The caller may race itself: the
-- idempotency row decides, and whoever did not write it writes nothing.
--   $1 tenant  $2 owner  $3 messages  $4 model  $5 now  $6 may provision the tenant
--   $7 outbox id  $8 request id  $9 caller  $10 route  $11 key or null  $12 request hash
with draft as materialized (
  select * from jsonb_to_recordset($3::jsonb) as draft (
    position int, id uuid, owner_id uuid, user_id text, conversation_id uuid, client_conversation_id text,
    role text, name text, content text, metadata jsonb, importance float8, text_hash text,
    created_at timestamptz)
),
spoken as materialized (
  select id, owner_id, created_at, aimi_lexemes(concat_ws(' ', name, content)) as lexemes from draft
),
pending as materialized (
  select draft.position, draft.id, draft.owner_id, decode(draft.text_hash, 'hex') as text_hash
  from draft left join lateral (
    select true as known from embeddings e
    where e.owner_id = draft.owner_id and e.model = $4 and e.text_hash = decode(draft.text_hash, 'hex')
    offset 0) as e on true
  where e.known is null
),
answer as materialized (
  select jsonb_build_object(
    'ids', (select jsonb_agg(id order by position) from draft),
    'pending', (select coalesce(jsonb_agg(id order by position), '[]') from pending)) as result
),
home as materialized (
  select $1::text as tenant_id where $6::boolean or exists (select from tenants where id = $1)
),
claim as (
  insert into idempotency_keys as kept (tenant_id, owner_id, caller, route, key, request_hash, result, created_at)
  select home.tenant_id, $2::uuid, $9::text, $10::text, $11::text, decode($12::text, 'hex'), answer.result, $5::timestamptz
  from home, answer where $11::text is not null
  on conflict (tenant_id, owner_id, caller, route, key) do update set
    request_hash = case when kept.created_at < excluded.created_at - interval '24 hours' then excluded.request_hash else kept.request_hash end,
    result = case when kept.created_at < excluded.created_at - interval '24 hours' then excluded.result else kept.result end,
    created_at = case when kept.created_at < excluded.created_at - interval '24 hours' then excluded.created_at else kept.created_at end
  returning kept.request_hash, kept.result
),
first as materialized (
  select home.tenant_id from home, answer
  where $11::text is null or exists (select from claim where claim.result = answer.result)
),
new_tenant as (
  insert into tenants (id, name, created_at)
  select tenant_id, tenant_id, $5::timestamptz from first where $6::boolean
  on conflict do nothing
),
seen_user as (
  insert into users as known (tenant_id, id, owner_id, created_at, last_seen_at)
  select distinct first.tenant_id, draft.user_id, draft.owner_id, $5::timestamptz, $5::timestamptz
  from first, draft where draft.user_id is not null
  order by 2
  on conflict (tenant_id, id) do update set last_seen_at = excluded.last_seen_at
  where known.last_seen_at < excluded.last_seen_at - interval '15 minutes'
),
new_conversation as (
  insert into conversations (id, tenant_id, owner_id, user_id, client_id, created_at)
  select distinct on (draft.conversation_id)
    draft.conversation_id, first.tenant_id, draft.owner_id, draft.user_id, draft.client_conversation_id, $5::timestamptz
  from first, draft
  order by draft.conversation_id
  on conflict do nothing
),
new_message as (
  insert into messages (id, tenant_id, owner_id, conversation_id, role, name, content, metadata, importance, text_hash, created_at)
  select draft.id, first.tenant_id, draft.owner_id, draft.conversation_id, draft.role, draft.name, draft.content,
    draft.metadata, draft.importance, decode(draft.text_hash, 'hex'), draft.created_at
  from first, draft
),
new_posting as (
  insert into postings (tenant_id, lexeme, owner_id, message_id, length, created_at)
  select first.tenant_id, lexeme, spoken.owner_id, spoken.id, cardinality(spoken.lexemes), spoken.created_at
  from first, spoken, unnest(spoken.lexemes) as lexeme
  -- In the order of the index what is said again lands beside it, on a page that was just touched.
  order by lexeme collate "C"
),
new_job as (
  insert into outbox (id, tenant_id, owner_id, queue, body, created_at, due_at)
  select $7::uuid, first.tenant_id, $2::uuid, 'memory-jobs',
    jsonb_build_object('message_ids', answer.result -> 'pending', 'request_id', $8::text),
    $5::timestamptz, $5::timestamptz + interval '1 minute'
  from first, answer where exists (select from pending)
),
-- Where tenant or conversation asks for it, all but what a system said is learnt from: at once where six or more of a
-- conversation wait, else after ten minutes; and no sooner where something of it failed, since that may be the model's
-- fault.
taught as materialized (
  select conversation.id from first join tenants t on t.id = first.tenant_id, lateral (
    select distinct d.conversation_id as id from draft d) as conversation
  where coalesce((select c.extraction from conversations c where c.id = conversation.id), t.extraction, false)
),
to_learn as (
  insert into unlearned (message_id, tenant_id, owner_id, conversation_id, said_at)
  select draft.id, first.tenant_id, draft.owner_id, draft.conversation_id, draft.created_at
  from first, draft
  where draft.role <> 'system' and draft.conversation_id in (select id from taught)
  returning conversation_id, owner_id
),
waiting as materialized (
  select l.conversation_id, l.owner_id, count(*) + (
    select count(*) from (
      select from unlearned u where u.conversation_id = l.conversation_id and u.set_aside_at is null
      limit 6) as before) >= 6
    and (select true from failed_jobs j where j.id = l.conversation_id and j.retried_at is null
      and j.reason = 'given_up') is null as is_due
  from to_learn l group by l.conversation_id, l.owner_id
),
learning as (
  insert into outbox as known (id, tenant_id, owner_id, queue, body, created_at, due_at)
  select w.conversation_id, first.tenant_id, w.owner_id, 'learning-jobs',
    jsonb_build_object('kind', 'learn', 'conversation_id', w.conversation_id, 'request_id', $8::text),
    $5::timestamptz, $5::timestamptz + case when w.is_due then interval '1 minute' else interval '10 minutes' end
  from first, waiting w order by w.conversation_id
  on conflict (id) do update set created_at = excluded.created_at, due_at = least(known.due_at, excluded.due_at)
),
-- A text that is said again is tried again.
tried_again as (
  delete from embedding_failures f
  where exists (select from first) and f.model = $4
    and f.owner_id = any (array(select distinct owner_id from pending))
    and f.text_hash = any (array(select distinct text_hash from pending))
    and (f.owner_id, f.text_hash) in (select owner_id, text_hash from pending)
)
select
  exists (select from home) as tenant_known,
  exists (select from first) as stored,
  (select encode(request_hash, 'hex') from claim) as request_hash,
  coalesce((select result from claim), (select result from answer)) as result,
  (select jsonb_agg(jsonb_build_object('conversationId', conversation_id, 'ownerId', owner_id) order by conversation_id)
   from waiting where is_due) as learning
