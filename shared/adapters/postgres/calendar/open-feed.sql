-- A person's feed goes by this token from now on; whoever is first seen begins with it.
--   $1 tenant  $2 owner  $3 user  $4 now  $5 may provision the tenant  $6 token hash
with home as materialized (
  select $1::text as tenant_id where $5::boolean or exists (select from tenants where id = $1)
),
new_tenant as (
  insert into tenants (id, name, created_at) select tenant_id, tenant_id, $4::timestamptz from home where $5::boolean
  on conflict do nothing
),
seen_user as (
  insert into users as known (tenant_id, id, owner_id, created_at, last_seen_at)
  select tenant_id, $3, $2::uuid, $4::timestamptz, $4::timestamptz from home
  on conflict (tenant_id, id) do update set last_seen_at = excluded.last_seen_at
  where known.last_seen_at < excluded.last_seen_at - interval '15 minutes'
)
insert into calendar_feeds (owner_id, tenant_id, user_id, token_hash, created_at)
select $2::uuid, tenant_id, $3, decode($6, 'hex'), $4::timestamptz from home
on conflict (owner_id) do update set token_hash = excluded.token_hash, created_at = excluded.created_at, last_used_at = null
returning owner_id
