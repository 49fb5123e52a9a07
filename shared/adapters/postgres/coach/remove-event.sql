-- $1 tenant  $2 owner  $3 event  $4 version or null
with old as materialized (
  select id, version from events where id = $3::uuid and owner_id = $2::uuid and tenant_id = $1
),
removed as (
  delete from events e using old where e.id = old.id and ($4::int is null or old.version = $4::int) returning 1
)
select exists (select from old) as found, exists (select from removed) as removed
