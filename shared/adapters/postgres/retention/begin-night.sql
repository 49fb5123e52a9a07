-- One run a night, however often it is begun; and all that still wait to be handed to tenants.
--   $1 id  $2 night  $3 now
with tonight as (
  insert into retention_runs (id, night, created_at) values ($1::uuid, $2::date, $3::timestamptz)
  on conflict (night) do nothing
  returning id
)
select id from tonight
union
select id from retention_runs where tenant_id is null and walked_at is null and not dry_run
