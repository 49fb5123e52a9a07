-- Adds to what a person allowed, with the word of it in the audit log. What says the same as the one that holds
-- adds nothing.
--   $1 tenant  $2 owner  $3 user  $4 now  $5 may provision the tenant  $6 id  $7 type  $8 granted
--   $9 document or null  $10 caller
with home as materialized (
  select $1::text as tenant_id where $5::boolean or exists (select from tenants where id = $1)
),
current as materialized (
  select c.* from consents c where c.owner_id = $2::uuid and c.type = $7 order by c.id desc limit 1
),
first as materialized (
  select tenant_id from home
  where not exists (select from current where granted = $8::boolean and document is not distinct from $9::text)
),
new_tenant as (
  insert into tenants (id, name, created_at) select tenant_id, tenant_id, $4::timestamptz from first where $5::boolean
  on conflict do nothing
),
seen_user as (
  insert into users as known (tenant_id, id, owner_id, created_at, last_seen_at)
  select tenant_id, $3, $2::uuid, $4::timestamptz, $4::timestamptz from home
  on conflict (tenant_id, id) do update set last_seen_at = excluded.last_seen_at
  where known.last_seen_at < excluded.last_seen_at - interval '15 minutes'
),
recorded as (
  insert into consents (id, tenant_id, owner_id, user_id, type, granted, document, recorded_by, created_at)
  select $6::uuid, tenant_id, $2::uuid, $3, $7, $8::boolean, $9, $10, $4::timestamptz from first
  returning *
),
audited as (
  insert into audit_log
  select entry.* from recorded r, aimi_audit(r.tenant_id, r.owner_id, r.user_id, r.recorded_by,
    case when r.granted then 'consent.granted' else 'consent.withdrawn' end, r.type,
    jsonb_build_object('document', r.document), r.created_at) as entry
)
select *, true as is_current from recorded
union all
select *, true from current where exists (select from home) and not exists (select from first)
