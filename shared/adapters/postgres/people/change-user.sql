-- Sets what the change names; whoever is first seen begins with it.
--   $1 tenant  $2 owner  $3 user  $4 now  $5 may provision the tenant  $6 change
with change as materialized (select $6::jsonb as set),
home as materialized (
  select $1::text as tenant_id where $5::boolean or exists (select from tenants where id = $1)
),
new_tenant as (
  insert into tenants (id, name, created_at) select tenant_id, tenant_id, $4::timestamptz from home where $5::boolean
  on conflict do nothing
)
insert into users as known
  (tenant_id, id, owner_id, created_at, last_seen_at, name, locale, time_zone, preferences)
select tenant_id, $3, $2::uuid, $4::timestamptz, $4::timestamptz, set ->> 'name', set ->> 'locale',
  set ->> 'time_zone', coalesce(set -> 'preferences', '{}')
from home, change
on conflict (tenant_id, id) do update set
  last_seen_at = greatest(known.last_seen_at, excluded.last_seen_at),
  name = case when $6::jsonb ? 'name' then excluded.name else known.name end,
  locale = case when $6::jsonb ? 'locale' then excluded.locale else known.locale end,
  time_zone = case when $6::jsonb ? 'time_zone' then excluded.time_zone else known.time_zone end,
  preferences = case when $6::jsonb ? 'preferences' then excluded.preferences else known.preferences end
where known.deletion_id is null or aimi_stays(known.owner_id, array[known.owner_id])
returning *
