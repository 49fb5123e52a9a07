-- Gives the settling of a session up, so that the sweep sends it no more; it is the person's, and goes with them.
--   $1 tenant  $2 session  $3 reason  $4 attempts  $5 request id  $6 now
with done as (
  delete from outbox where tenant_id = $1 and id = $2::uuid
)
insert into failed_jobs as kept (id, tenant_id, owner_id, queue, body, reason, attempts, created_at)
select s.id, s.tenant_id, s.owner_id, 'session-jobs',
  jsonb_build_object('kind', 'end_session', 'session_id', s.id, 'conversation_id', s.conversation_id, 'request_id', $5::text),
  $3, $4::int, $6::timestamptz
from sessions s
where s.tenant_id = $1 and s.id = $2::uuid and s.settled_at is null
on conflict (id) do update set attempts = greatest(kept.attempts, excluded.attempts), retried_at = null,
  reason = excluded.reason,
  created_at = case when kept.retried_at is null then kept.created_at else excluded.created_at end
