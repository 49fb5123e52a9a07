-- Begins a sign-in with its first token, and makes its user where that is new. A name stays as it was told first. A
-- user who is disabled is not returned by the upsert, which waits for whoever is disabling it. What ended or expired
-- a day ago goes.
--   $1 tenant  $2 owner  $3 user  $4 id  $5 method  $6 device name  $7 token hash  $8 now  $9 expires at
--   $10 name  $11 email  $12 may provision the tenant
with home as materialized (
  select $1::text as tenant_id where $12::boolean or exists (select from tenants where id = $1)
),
new_tenant as (
  insert into tenants (id, name, created_at) select tenant_id, tenant_id, $8::timestamptz from home where $12::boolean
  on conflict do nothing
),
person as (
  insert into users as known (tenant_id, id, owner_id, created_at, last_seen_at, name, email)
  select tenant_id, $3::text, $2::uuid, $8::timestamptz, $8::timestamptz, $10::text, $11::text from home
  on conflict (tenant_id, id) do update set
    last_seen_at = greatest(known.last_seen_at, excluded.last_seen_at),
    name = coalesce(known.name, excluded.name),
    email = coalesce(excluded.email, known.email)
  where known.disabled_at is null
  returning id, name, email, created_at
),
begun as (
  insert into sign_ins (id, tenant_id, owner_id, user_id, method, device_name, created_at, last_used_at, expires_at)
  select $4::uuid, $1, $2::uuid, person.id, $5::text, $6::text, $8::timestamptz, $8::timestamptz, $9::timestamptz
  from person
  returning *
),
new_token as (
  insert into refresh_tokens (token_hash, tenant_id, owner_id, sign_in_id, issued_at, expires_at)
  select decode($7::text, 'hex'), tenant_id, owner_id, id, created_at, expires_at from begun
),
noted as (
  insert into audit_log
  select entry.* from begun, aimi_audit(tenant_id, owner_id, user_id, 'user:' || tenant_id || '/' || user_id,
    'sign_in.' || method, id::text, null, created_at) as entry
),
swept as (
  delete from sign_ins
  where owner_id = $2::uuid and least(ended_at, expires_at) < $8::timestamptz - interval '1 day'
)
select exists (select from home) as tenant_known, person.id as user_id, person.name, person.email,
  person.created_at as user_created_at,
  (select (t.limits ->> 'requests_per_minute')::int from tenants t where t.id = $1) as rate_per_minute
from (select) as one left join person on true
