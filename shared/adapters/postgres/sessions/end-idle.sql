-- Ends a session in which nothing was said for a while; a turn that still runs says something.
--   $1 tenant  $2 session  $3 idle since  $4 running since  $5 now  $6 request id
with known as materialized (
  select s.id, s.owner_id, s.ended_at, s.last_active_at from sessions s where s.tenant_id = $1 and s.id = $2::uuid
),
ended as (
  update sessions s set ended_at = s.last_active_at, end_reason = 'idle'
  where s.tenant_id = $1 and s.id = $2::uuid and s.ended_at is null and s.last_active_at < $3::timestamptz
    and not exists (
      select from turns t where t.session_id = s.id and t.status = 'running' and t.accepted_at > $4::timestamptz)
  returning s.id, s.tenant_id, s.owner_id, s.conversation_id
)
