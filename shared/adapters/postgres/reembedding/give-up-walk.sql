-- Moves a walk to the failed jobs with the place where it stands. One to a model that is no longer ours just ends.
--   $1 tenant  $2 walk  $3 model  $4 attempts  $5 now
with done as (
  delete from outbox where tenant_id = $1 and id = $2::uuid returning *
),
given_up as (
  insert into failed_jobs (id, tenant_id, owner_id, queue, body, reason, attempts, created_at)
  select id, tenant_id, owner_id, queue, body, 'given_up', $4::int, $5::timestamptz
  from done where body ->> 'model' = $3
  on conflict (id) do update set body = excluded.body, reason = excluded.reason, attempts = excluded.attempts,
    created_at = excluded.created_at, retried_at = null
  returning id
)
select exists (select from given_up) as given_up
