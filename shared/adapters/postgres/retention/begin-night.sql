-- One run a night, however often it is begun; and all that still wait to be handed to tenants. What was kept for a
-- repeat goes after a day.
--   $1 id  $2 night  $3 now
with tonight as (
  insert into retention_runs (id, night, created_at) values ($1::uuid, $2::date, $3::timestamptz)
  on conflict (night) do nothing
  returning id
),
forgotten as (
  delete from idempotency_keys where ctid = any (array(
    select ctid from idempotency_keys where created_at < $3::timestamptz - interval '24 hours'
    order by created_at limit 100000))
)
select id from tonight
union
select id from retention_runs where tenant_id is null and walked_at is null and not dry_run
