-- Ends the open session, and tells of it, or of the last one where none is open.
--   $1 tenant  $2 owner  $3 the client's id  $4 reason  $5 now  $6 request id
with c as materialized (
  select id, title from conversations where tenant_id = $1 and owner_id = $2::uuid and client_id = $3
),
reset as (
  update conversations set reset_at = $5::timestamptz where id = (select id from c) and $4 = 'reset'
),
last as materialized (
  select s.id, s.summary, s.settled_at from sessions s where s.conversation_id = (select id from c)
  order by s.id desc limit 1
),
ended as (
  update sessions s set ended_at = $5::timestamptz, end_reason = $4
  where s.conversation_id = (select id from c) and s.ended_at is null
  returning s.id, s.tenant_id, s.owner_id, s.conversation_id
)
