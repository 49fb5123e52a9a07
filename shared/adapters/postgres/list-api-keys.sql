-- One row without a key tells a tenant that has none from one that is not there.
--   $1 tenant  $2 after this id or null  $3 limit
select k.id, t.id as tenant_id, k.name, k.scopes, k.created_by, k.created_at, k.last_used_at, k.revoked_at
from tenants t left join lateral (
  select * from api_keys
  where tenant_id = t.id and ($2::uuid is null or id > $2::uuid)
  order by id limit $3::int) k on true
where t.id = $1
order by k.id
