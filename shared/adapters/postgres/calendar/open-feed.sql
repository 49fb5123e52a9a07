-- A person's feed goes by this token from now on, unless the call is a repeat; whoever is first seen begins with it.
--   $1 tenant  $2 owner  $3 user  $4 now  $5 may provision the tenant  $6 token hash
--   $7 caller  $8 route  $9 key or null  $10 request hash  $11 id of the call
with home as materialized (
  select $1::text as tenant_id where $5::boolean or exists (select from tenants where id = $1)
),
made as materialized (
  select claimed.* from home, aimi_first_made(home.tenant_id, $2::uuid, $7::text, $8::text, $9::text, $10::text,
    $11::uuid, $4::timestamptz) as claimed
),
first as materialized (
  select home.tenant_id from home, made where made.is_first
),
new_tenant as (
  insert into tenants (id, name, created_at) select tenant_id, tenant_id, $4::timestamptz from first where $5::boolean
  on conflict do nothing
),
seen_user as (
  insert into users as known (tenant_id, id, owner_id, created_at, last_seen_at)
  select tenant_id, $3, $2::uuid, $4::timestamptz, $4::timestamptz from first
  on conflict (tenant_id, id) do update set last_seen_at = excluded.last_seen_at
  where known.last_seen_at < excluded.last_seen_at - interval '15 minutes'
),
opened as (
  insert into calendar_feeds (owner_id, tenant_id, user_id, token_hash, created_at)
  select $2::uuid, tenant_id, $3, decode($6, 'hex'), $4::timestamptz from first
  on conflict (owner_id) do update set token_hash = excluded.token_hash, created_at = excluded.created_at,
    last_used_at = null
)
select exists (select from home) as tenant_known, made.is_first, made.fits
from (select) as one left join made on true
