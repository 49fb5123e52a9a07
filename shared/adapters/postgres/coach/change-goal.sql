-- Sets what is given; what changes nothing leaves the version as it is.
--   $1 tenant  $2 owner  $3 goal  $4 version or null  $5 now  $6 change
with old as materialized (
  select g as goal, g.version from goals g where g.id = $3::uuid and g.owner_id = $2::uuid and g.tenant_id = $1
),
fit as materialized (
  select goal from old where $4::int is null or version = $4::int
),
changed as (
  update goals g set title = next.title, why = next.why, measure = next.measure, target_date = next.target_date,
    progress = next.progress, status = next.status, version = g.version + 1, updated_at = $5::timestamptz
  from fit, jsonb_populate_record(fit.goal, $6::jsonb) as next
  where g.id = next.id and fit.goal is distinct from next
)
select exists (select from old) as found, exists (select from fit) as fit
