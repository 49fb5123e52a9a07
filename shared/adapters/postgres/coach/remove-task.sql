-- $1 tenant  $2 owner  $3 task  $4 version or null
with old as materialized (
  select id, version from tasks where id = $3::uuid and owner_id = $2::uuid and tenant_id = $1
),
removed as (
  delete from tasks t using old where t.id = old.id and ($4::int is null or old.version = $4::int) returning 1
)
select exists (select from old) as found, exists (select from removed) as removed
