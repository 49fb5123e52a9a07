-- What a runner needs of a turn that it has just claimed, or whoever asks again of one that has ended: the message,
-- what was said before it, the reply, what was recalled, and what tenant and person have set. What is running without
-- its message, since that was erased, ends here.
--   $1 tenant  $2 user  $3 turn  $4 now  $5 how much was said before it
with lost as (
  update turns t set status = 'failed', error_code = 'not_found', finished_at = $4::timestamptz
  where t.id = $3::uuid and t.status = 'running' and (select m.id from messages m where m.id = t.user_message_id) is null
  returning t.id
),
turn as materialized (
  select t as record, t.*, c.client_id, coalesce(c.reset_at, '-infinity') as reset_at,
    case when exists (select from lost) then 'failed' else t.status end as status_now,
    case when exists (select from lost) then 'not_found' else t.error_code end as code
  from turns t, lateral (
    select home.client_id, home.reset_at from conversations home where home.id = t.conversation_id offset 0) as c
  where t.id = $3::uuid
),
said_before as (
  select jsonb_agg(jsonb_build_object('id', said.id, 'role', said.role, 'name', said.name, 'content', said.content,
    'createdAt', (extract(epoch from said.created_at) * 1000)::bigint)
    order by said.said_at, said.said_first, said.created_at, said.id) as list
  from turn, aimi_said_before(turn.record, turn.reset_at, $5::int) as said
  where turn.status_now = 'running' and $5::int > 0
),
recalled as (
  select jsonb_agg(jsonb_build_object('id', item ->> 'id', 'kind', item ->> 'kind', 'score', item -> 'score',
    'type', found.type, 'content', found.content) order by place) as list
  from turn, jsonb_array_elements(turn.recalled) with ordinality as recalled (item, place), lateral (
    select null as type, m.content from messages m where item ->> 'kind' = 'message' and m.id = (item ->> 'id')::uuid
    union all
    select v.type, v.content from memory_versions v
    where item ->> 'kind' = 'memory' and v.memory_id = (item ->> 'id')::uuid and v.superseded_at is null
  ) as found
  where turn.status_now = 'done'
)
select turn.id as turn_id, turn.conversation_id, turn.client_id as client_conversation_id, turn.session_id, turn.outbox_id, turn.attempt,
  turn.fence, turn.status_now as status, turn.code as error_code, turn.finish_reason, turn.reply_message_id,
  turn.model, turn.prompt_tokens, turn.completion_tokens, turn.cost_micros::float8 as cost_micros,
  said.id as message_id, said.role, said.name as speaker, said.content, said.created_at,
  (select m.content from messages m where m.id = turn.reply_message_id) as reply,
  coalesce((select list from said_before), '[]') as history,
  coalesce((select list from recalled), '[]') as recalled,
  (select t.care_answer from tenants t where t.id = $1) as care_answer,
  (select coalesce(sum(u.prompt_tokens + u.completion_tokens), 0)::float8 from usage_days u
    where u.tenant_id = $1 and u.day = ($4::timestamptz at time zone 'UTC')::date) as tokens_today,
  person.name, person.locale, person.time_zone
from turn
  left join lateral (
    select m.id, m.role, m.name, m.content, m.created_at from messages m where m.id = turn.user_message_id
    offset 0) as said on true
  left join users person on person.tenant_id = $1 and person.id = $2
