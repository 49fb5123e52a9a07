-- $1 tenant  $2 policy  $3 may provision the tenant  $4 now
with new_tenant as (
  insert into tenants (id, name, created_at, retention) select $1, $1, $4::timestamptz, $2::jsonb
  where $3::boolean and not exists (select from tenants where id = $1)
  on conflict do nothing
  returning id
),
changed as (
  update tenants set retention = $2::jsonb where id = $1 returning id
)
select id from new_tenant union all select id from changed
