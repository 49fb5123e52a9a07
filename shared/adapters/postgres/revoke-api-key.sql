-- Again is the same: the first time stays, and is noted once.  $1 id  $2 tenant or null for any  $3 now  $4 caller
with standing as materialized (
  select id from api_keys where id = $1::uuid and revoked_at is null
),
revoked as (
  update api_keys set revoked_at = coalesce(revoked_at, $3::timestamptz)
  where id = $1::uuid and ($2::text is null or tenant_id = $2)
  returning id, tenant_id
),
audited as (
  insert into audit_log
  select entry.* from revoked r join standing using (id), aimi_audit(r.tenant_id, aimi_owner_id(r.tenant_id, null), null,
    $4, 'api_key.revoked', r.id::text, null, $3::timestamptz) as entry
)
select id from revoked
