-- Begins a tenant. Of two that race, the one whose row is there first wins; a repeat reads the first one's instant.
--   $1 tenant  $2 owner  $3 name  $4 caller  $5 now  $6 route  $7 idempotency key or null  $8 request hash
with new_tenant as (
  insert into tenants (id, name, created_at) values ($1, $3, $5::timestamptz)
  on conflict do nothing
  returning created_at
),
claim as (
  insert into idempotency_keys (tenant_id, owner_id, caller, route, key, request_hash, result, created_at)
  select $1, $2::uuid, $4::text, $6::text, $7::text, decode($8::text, 'hex'),
    jsonb_build_object('created_at', $5::timestamptz), $5::timestamptz
  from new_tenant where $7::text is not null
  on conflict do nothing
),
audited as (
  insert into audit_log
  select entry.* from new_tenant, aimi_audit($1, $2::uuid, null, $4::text, 'tenant.created', $1, null, $5::timestamptz) as entry
),
kept as (
  select encode(request_hash, 'hex') as request_hash,
    (select created_at from tenants where id = $1) as created_at
  from idempotency_keys
  where tenant_id = $1 and owner_id = $2::uuid and caller = $4 and route = $6 and key = $7
    and created_at >= $5::timestamptz - interval '24 hours'
)
select (select created_at from new_tenant) as created_at,
  (select request_hash from kept) as kept_hash, (select created_at from kept) as kept_at
