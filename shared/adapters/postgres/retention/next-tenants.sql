-- The next tenants of a run over all of them; no row where it was handed to all, or is not there.
--   $1 run  $2 limit
select r.requested_by, r.walked_to,
  array(select t.id from tenants t where t.id > coalesce(r.walked_to, '') order by t.id limit $2::int) as tenant_ids
from retention_runs r
where r.id = $1::uuid and r.tenant_id is null and r.walked_at is null
