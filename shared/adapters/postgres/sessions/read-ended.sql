-- A session that has ended: what was said in it, newest first up to a number of messages and characters, whose it is
-- and what is known of them. What signalled danger, and what tried to plant something, is kept out with its reply.
--   $1 tenant  $2 session  $3 most messages  $4 most characters  $5 running since
with s as materialized (
  select s.*, c.client_id, c.user_id, c.title,
    coalesce(c.extraction, t.extraction, exists (select from turns of_it where of_it.session_id = s.id)) as learns
  from sessions s join conversations c on c.id = s.conversation_id join tenants t on t.id = s.tenant_id
  where s.tenant_id = $1 and s.id = $2::uuid and s.ended_at is not null
),
chatted as materialized (
  select m.id, m.turn_id, m.role, m.name, left(m.content, 8000) as content, m.created_at, t.accepted_at
  from turns t join messages m on m.id in (t.user_message_id, t.reply_message_id) and m.turn_id = t.id
  where t.session_id = (select id from s where settled_at is null) and not t.care and m.archived_at is null
    and m.status <> 'failed'
    and not exists (select from messages asked where asked.id = t.user_message_id and asked.flagged)
),
spoken as materialized (
  select * from chatted
  union all
  select m.id, m.id, m.role, m.name, left(m.content, 8000), m.created_at, m.created_at
  from s, aimi_brought(s.id, s.conversation_id) as m
  where s.settled_at is null and not m.flagged and not exists (select from turns t where t.session_id = s.id)
),
counted as materialized (
  select spoken.*, row_number() over newest as place, sum(length(content)) over newest as characters from spoken
  window newest as (order by accepted_at desc, turn_id desc, role)
)
select s.id, s.conversation_id, s.client_id, s.owner_id, s.user_id, s.title, s.summary, s.settled_at, s.learns,
  (select u.name from users u where u.tenant_id = $1 and u.id = (select user_id from s)) as name,
  (select u.time_zone from users u where u.tenant_id = $1 and u.id = (select user_id from s)) as time_zone,
  aimi_refused_types($1, s.owner_id) as refused_types,
  exists (select from outbox o where o.id = s.id) as waits,
  exists (select from turns t where t.session_id = s.id and t.status = 'running' and t.accepted_at > $5::timestamptz)
    as is_running,
  -- In the words of the memory that it is as well, without the day before them: what was erased, corrected or is untrue
  -- by now is not said again.
  (select case when before.summary_memory_id is null then before.summary
     else regexp_replace(told.content, '^Conversation of [0-9]{4}-[0-9]{2}-[0-9]{2}: ', '') end
   from sessions before left join memory_versions told
     on told.memory_id = before.summary_memory_id and told.superseded_at is null and told.status = 'active'
   where before.conversation_id = s.conversation_id and before.id < s.id and before.summary is not null
     and (before.summary_memory_id is null or told.id is not null and not aimi_tells_outdated(told.memory_id))
   order by before.id desc limit 1) as summary_before,
  (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'turn_id', turn_id, 'role', role, 'name', name,
     'content', content, 'created_at', created_at) order by place desc), '[]')
   from counted where place <= $3::int and (characters <= $4::int or place = 1)) as messages,
  coalesce(state.version, 0) as version, state.updated_at,
  (select coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'part', l.part, 'content', l.content, 'type', l.type,
     'written_by', l.written_by, 'created_at', l.created_at) order by l.part, l.position, l.id), '[]')
   from user_state_lines l where l.owner_id = (select owner_id from s) and l.until_version is null) as lines
from s left join user_states state on state.owner_id = (select owner_id from s)
