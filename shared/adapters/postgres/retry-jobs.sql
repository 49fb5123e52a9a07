-- Puts failed jobs back into the outbox, one by its id or the first of a queue; what failed with them waits again.
-- A job that was put back already is put back as it is: its consumer leaves alone what is done.
--   $1 tenant or null for every one  $2 job or null  $3 queue or null  $4 now  $5 limit  $6 who asks
with waiting as materialized (
  select id from failed_jobs where id = $2::text::uuid and ($1::text is null or tenant_id = $1)
  union all
  (select id from failed_jobs where queue = $3::text and retried_at is null order by id limit $5::int + 1)
),
chosen as materialized (select id from waiting order by id limit $5::int),
retried as (
  update failed_jobs j set retried_at = coalesce(j.retried_at, $4::timestamptz)
  where j.id = any (array(select id from chosen))
  returning j.*
),
back as (
  insert into outbox (id, tenant_id, owner_id, queue, body, created_at, due_at)
  select id, tenant_id, owner_id, queue, body, $4::timestamptz, $4::timestamptz + interval '1 minute' from retried
  on conflict (id) do update set due_at = excluded.due_at
),
waiting_again as (
  update unlearned u set set_aside_at = null
  where u.conversation_id = any (array(select id from retried)) and u.set_aside_at is not null
),
cleared as (
  delete from embedding_failures f using retried where f.job_id = retried.id
),
audited as (
  insert into audit_log
  select entry.*
  from (select tenant_id, queue, count(*) as jobs from retried group by tenant_id, queue) as r,
    aimi_audit(r.tenant_id, aimi_owner_id(r.tenant_id, null), null, $6,
      case when $2 is null then 'queue.redriven' else 'job.retried' end, coalesce($2, r.queue),
      jsonb_build_object('jobs', r.jobs), $4::timestamptz) as entry
)
select id, tenant_id, owner_id, queue, body, reason, attempts, created_at, retried_at,
  (select count(*) from waiting) > $5::int as more
from retried order by id
