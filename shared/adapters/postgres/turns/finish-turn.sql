-- Ends a turn for the runner that holds it: the reply, what it cost, and the jobs that it leaves. The turn is locked
-- before, so that an end that was written meanwhile is seen. One that comes twice, its answer lost, is answered again.
--   $1 end
with draft as materialized (
  select * from jsonb_to_record($1::jsonb) as draft (
    turn_id uuid, owner_id uuid, fence int, status text, finish_reason text, error_code text, recalled jsonb,
    reply_id uuid, content text, importance float8, text_hash text, said_at timestamptz, reply_status text, tool_calls jsonb,
    usage_model text, prompt_tokens int, completion_tokens int, cost_micros bigint, model text, title_job_id uuid,
    request_id text, now timestamptz, due_at timestamptz)
),
held as materialized (
  select t.* from turns t, draft
  where t.id = (select turn_id from draft) and t.owner_id = draft.owner_id and t.fence = draft.fence
),
ended as (
  update turns t set status = draft.status, reply_message_id = draft.reply_id, finish_reason = draft.finish_reason,
    error_code = draft.error_code, recalled = draft.recalled, model = draft.usage_model,
    prompt_tokens = draft.prompt_tokens, completion_tokens = draft.completion_tokens, cost_micros = draft.cost_micros,
    finished_at = draft.now
  from draft
  where t.id = (select turn_id from draft) and t.owner_id = draft.owner_id and t.fence = draft.fence and t.status = 'running'
  returning t.*
),
told_again as materialized (
  select held.* from held, draft
  where held.status = draft.status and held.reply_message_id is not distinct from draft.reply_id
),
reply as materialized (
  select ended.id as turn_id, ended.tenant_id, ended.owner_id, ended.conversation_id, draft.reply_id as id,
    draft.content, draft.importance, decode(draft.text_hash, 'hex') as text_hash, draft.said_at, draft.reply_status,
    draft.tool_calls
  from ended, draft where draft.reply_id is not null
),
new_message as (
  insert into messages (id, tenant_id, owner_id, conversation_id, role, content, metadata, importance, text_hash,
    created_at, turn_id, status, tool_calls)
  select id, tenant_id, owner_id, conversation_id, 'assistant', content, '{}', importance, text_hash, said_at, turn_id,
    reply_status, tool_calls
  from reply
),
new_posting as (
  insert into postings (tenant_id, lexeme, owner_id, message_id, length, created_at)
  select tenant_id, lexeme, owner_id, id, cardinality(lexemes), said_at
  from reply, aimi_lexemes(content) as lexemes, unnest(lexemes) as lexeme
),
-- A text that is said again is tried again.
tried_again as (
  delete from embedding_failures f using reply, draft
  where f.owner_id = reply.owner_id and f.text_hash = reply.text_hash and f.model = draft.model
),
said as materialized (
  select kept.*
  from (select user_message_id as id from held union all select reply_message_id from told_again) as named, lateral (
    select m.id, m.owner_id, m.text_hash, m.role = 'assistant' as is_reply from messages m where m.id = named.id
    offset 0) as kept
  union all
  select id, owner_id, text_hash, true from reply
),
pending as materialized (
  select coalesce(array_agg(said.id order by said.is_reply), '{}') as ids
  from said left join lateral (
    select true as known from embeddings e
    where e.owner_id = said.owner_id and e.model = (select model from draft) and e.text_hash = said.text_hash
    offset 0) as e on true
  where e.known is null
),
job as (
  insert into outbox (id, tenant_id, owner_id, queue, body, created_at, due_at)
  select ended.outbox_id, ended.tenant_id, ended.owner_id, 'memory-jobs',
    jsonb_build_object('message_ids', to_jsonb(pending.ids), 'request_id', draft.request_id), draft.now, draft.due_at
  from ended, pending, draft where cardinality(pending.ids) > 0
  on conflict (id) do update set body = excluded.body, due_at = excluded.due_at
),
no_job as (
  delete from outbox o using pending where o.id = (select outbox_id from ended) and cardinality(pending.ids) = 0
),
usage as (
  insert into usage_days as known (tenant_id, day, model, turns, prompt_tokens, completion_tokens, cost_micros)
  select ended.tenant_id, (draft.now at time zone 'UTC')::date, draft.usage_model, 1, draft.prompt_tokens,
    draft.completion_tokens, draft.cost_micros
  from ended, draft where draft.usage_model is not null
  on conflict (tenant_id, day, model) do update set turns = known.turns + 1,
    prompt_tokens = known.prompt_tokens + excluded.prompt_tokens,
    completion_tokens = known.completion_tokens + excluded.completion_tokens,
    cost_micros = known.cost_micros + excluded.cost_micros
),
active as (
  update sessions s set last_active_at = greatest(s.last_active_at, draft.now)
  from draft where s.id = (select session_id from ended) and s.ended_at is null
),
title as (
  insert into outbox (id, tenant_id, owner_id, queue, body, created_at, due_at)
  select draft.title_job_id, ended.tenant_id, ended.owner_id, 'session-jobs',
    jsonb_build_object('kind', 'find_title', 'conversation_id', ended.conversation_id, 'request_id', draft.request_id),
    draft.now, draft.due_at
  from draft, ended
  where draft.status = 'done' and not exists (
    select from conversations c where c.id = (select conversation_id from ended) and c.title is not null)
  and not exists (
    select from outbox waiting
    where waiting.queue = 'session-jobs' and waiting.owner_id = (select owner_id from ended)
      and waiting.body ->> 'conversation_id' = (select conversation_id::text from ended))
  on conflict do nothing
  returning id
)
select exists (select from ended) or exists (select from told_again) as stored,
  exists (select from turns t, draft where t.id = draft.turn_id) as known, pending.ids as pending_ids,
  exists (select from title)
    or exists (select from told_again, draft join outbox o on o.id = draft.title_job_id) as leaves_title
from pending
