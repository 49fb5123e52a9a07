-- Notes that a person was seen, to a quarter of an hour; one first seen begins. Of two that race to be first each
-- gets the row: one made within the last minute is written again.
--   $1 tenant  $2 owner  $3 user  $4 now  $5 may provision the tenant
with home as materialized (
  select $1::text as tenant_id where $5::boolean or exists (select from tenants where id = $1)
),
new_tenant as (
  insert into tenants (id, name, created_at) select tenant_id, tenant_id, $4::timestamptz from home where $5::boolean
  on conflict do nothing
),
seen as (
  insert into users as known (tenant_id, id, owner_id, created_at, last_seen_at)
  select tenant_id, $3, $2::uuid, $4::timestamptz, $4::timestamptz from home
  on conflict (tenant_id, id) do update set last_seen_at = case when known.last_seen_at < excluded.last_seen_at - interval '15 minutes'
      then excluded.last_seen_at else known.last_seen_at end
  where known.last_seen_at < excluded.last_seen_at - interval '15 minutes'
    or known.created_at > excluded.created_at - interval '1 minute'
  returning *
)
select * from seen
union all
select u.* from users u where u.tenant_id = $1 and u.id = $3 and not exists (select from seen)
