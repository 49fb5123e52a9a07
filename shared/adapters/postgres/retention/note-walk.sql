-- Moves a run over all tenants on, unless somebody did so before.
--   $1 run  $2 where it stood or null  $3 where it stands now or null  $4 tenants on the way  $5 now, if it is at the end
update retention_runs set walked_to = coalesce($3::text, walked_to), tenants = tenants + $4::int, walked_at = $5::timestamptz
where id = $1::uuid and tenant_id is null and walked_at is null and walked_to is not distinct from $2::text
returning id
