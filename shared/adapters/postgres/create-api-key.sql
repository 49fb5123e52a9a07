-- Creates a key. The idempotency row keeps the id alone: a repeat learns that there was a first.
--   $1 tenant  $2 owner  $3 id  $4 name  $5 scopes  $6 key hash  $7 created by  $8 now
--   $9 may provision the tenant  $10 route  $11 idempotency key or null  $12 request hash
with home as materialized (
  select $1::text as tenant_id where $9::boolean or exists (select from tenants where id = $1)
),
claim as (
  insert into idempotency_keys as kept (tenant_id, owner_id, caller, route, key, request_hash, result, created_at)
  select home.tenant_id, $2::uuid, $7::text, $10::text, $11::text, decode($12::text, 'hex'),
    jsonb_build_object('id', $3::text), $8::timestamptz
  from home where $11::text is not null
  on conflict (tenant_id, owner_id, caller, route, key) do update set
    request_hash = case when kept.created_at < excluded.created_at - interval '24 hours' then excluded.request_hash else kept.request_hash end,
    result = case when kept.created_at < excluded.created_at - interval '24 hours' then excluded.result else kept.result end,
    created_at = case when kept.created_at < excluded.created_at - interval '24 hours' then excluded.created_at else kept.created_at end
  returning kept.request_hash, kept.result
),
first as materialized (
  select home.tenant_id from home
  where $11::text is null or exists (select from claim where claim.result ->> 'id' = $3::text)
),
new_tenant as (
  insert into tenants (id, name, created_at)
  select tenant_id, tenant_id, $8::timestamptz from first where $9::boolean
  on conflict do nothing
),
new_key as (
  insert into api_keys (id, tenant_id, owner_id, name, scopes, key_hash, created_by, created_at)
  select $3::uuid, tenant_id, $2::uuid, $4::text, $5::text[], decode($6::text, 'hex'), $7::text, $8::timestamptz
  from first
),
audited as (
  insert into audit_log
  select entry.* from first, aimi_audit(tenant_id, $2::uuid, null, $7::text, 'api_key.created', $3::text,
    jsonb_build_object('scopes', array_to_string($5::text[], ' ')), $8::timestamptz) as entry
)
select
  exists (select from home) as tenant_known,
  exists (select from first) as created,
  (select encode(request_hash, 'hex') from claim) as request_hash
