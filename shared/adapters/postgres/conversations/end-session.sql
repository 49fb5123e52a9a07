-- Ends the open session, and tells of it, or of the last one where none is open. Where a summary is asked for, what came
-- by the API since then is a session of its own. The conversation is locked before, so that one is made.
--   $1 tenant  $2 owner  $3 the client's id  $4 reason  $5 now  $6 request id  $7 id of a session that is made
with c as materialized (
  select id, title from conversations where tenant_id = $1 and owner_id = $2::uuid and client_id = $3
),
reset as (
  update conversations set reset_at = $5::timestamptz where id = (select id from c) and $4 = 'reset'
),
open as (
  update sessions s set ended_at = $5::timestamptz, end_reason = $4
  where s.conversation_id = (select id from c) and s.ended_at is null
  returning s.id, s.tenant_id, s.owner_id, s.conversation_id
),
brought as materialized (
  select min(m.created_at) as began, max(m.created_at) as ended
  from c, aimi_brought($7::uuid, c.id) as m
  where $4 = 'request' and not exists (select from open)
),
made as (
  insert into sessions (id, tenant_id, owner_id, conversation_id, started_at, last_active_at, ended_at, end_reason)
  select $7::uuid, $1, $2::uuid, c.id, b.began, b.ended, $5::timestamptz, $4 from c, brought b where b.began is not null
  returning id, tenant_id, owner_id, conversation_id
),
last as materialized (
  select id, null::text as summary, null::timestamptz as settled_at from made
  union all
  (select s.id, s.summary, s.settled_at from sessions s
   where s.conversation_id = (select id from c) and not exists (select from made)
   order by s.id desc limit 1)
),
ended as (
  select * from open union all select * from made
)
