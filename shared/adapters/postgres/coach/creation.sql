-- How a thing of a person's comes to be: `room` says whether it may, `made` which one it is, `first` whether it is now.
--   $1 tenant  $2 owner  $3 user  $4 now  $5 may provision the tenant  $6 draft  $7 most
--   $8 caller  $9 route  $10 key or null  $11 request hash
home as materialized (
  select $1::text as tenant_id where $5::boolean or exists (select from tenants where id = $1)
),
answered as materialized (
  select from idempotency_keys k
  where k.tenant_id = $1 and k.owner_id = $2::uuid and k.caller = $8 and k.route = $9 and k.key = $10::text
    and k.created_at >= $4::timestamptz - interval '24 hours'
),
fit as materialized (
  select tenant_id from home
  where exists (select from answered) or (select is_left and is_known from room)
),
made as materialized (
  select claimed.* from fit, aimi_first_made(fit.tenant_id, $2::uuid, $8::text, $9::text, $10::text, $11::text,
    ($6::jsonb ->> 'id')::uuid, $4::timestamptz) as claimed
),
first as materialized (
  select fit.tenant_id from fit, made where made.is_first
),
new_tenant as (
  insert into tenants (id, name, created_at)
  select tenant_id, tenant_id, $4::timestamptz from first where $5::boolean
  on conflict do nothing
),
seen_user as (
  insert into users as known (tenant_id, id, owner_id, created_at, last_seen_at)
  select tenant_id, $3, $2::uuid, $4::timestamptz, $4::timestamptz from first
  on conflict (tenant_id, id) do update set last_seen_at = excluded.last_seen_at
  where known.last_seen_at < excluded.last_seen_at - interval '15 minutes'
)