-- A batch of all that is found by its owner alone. A table that is a person's and comes later is added here.
--   $1 tenant  $2 owner  $3 limit of each
with failure as (
  delete from embedding_failures where ctid = any (array(
    select ctid from embedding_failures where owner_id = $2::uuid and tenant_id = $1 limit $3::int)) returning 1
),
answer as (
  delete from idempotency_keys where ctid = any (array(
    select ctid from idempotency_keys where tenant_id = $1 and owner_id = $2::uuid limit $3::int)) returning 1
),
job as (
  delete from outbox where ctid = any (array(
    select ctid from outbox where owner_id = $2::uuid and tenant_id = $1 limit $3::int)) returning 1
),
failed_job as (
  delete from failed_jobs where ctid = any (array(
    select ctid from failed_jobs where tenant_id = $1 and owner_id = $2::uuid limit $3::int)) returning 1
),
device as (
  delete from push_devices where ctid = any (array(
    select ctid from push_devices where owner_id = $2::uuid and tenant_id = $1 limit $3::int)) returning 1
),
consent as (
  delete from consents where ctid = any (array(
    select ctid from consents where owner_id = $2::uuid and tenant_id = $1 limit $3::int)) returning 1
),
sign_in as (
  delete from sign_ins where ctid = any (array(
    select ctid from sign_ins where owner_id = $2::uuid and tenant_id = $1 limit $3::int)) returning 1
),
-- A session goes in a batch after its turns, which it would else take along beyond the limit.
turn as (
  delete from turns where ctid = any (array(
    select ctid from turns where owner_id = $2::uuid and tenant_id = $1 limit $3::int)) returning 1
),
session as (
  delete from sessions where ctid = any (array(
    select s.ctid from sessions s where s.owner_id = $2::uuid and s.tenant_id = $1
      and (select true from turns t where t.session_id = s.id limit 1) is null limit $3::int)) returning 1
),
erased as (
  select count(*) as count from failure union all select count(*) from answer union all select count(*) from job
  union all select count(*) from failed_job union all select count(*) from device
  union all select count(*) from consent union all select count(*) from sign_in
  union all select count(*) from turn union all select count(*) from session
)
select sum(count)::int as erased, bool_or(count = $3::int) or exists (select from turn) as more from erased
