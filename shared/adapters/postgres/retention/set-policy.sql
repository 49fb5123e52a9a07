-- $1 tenant  $2 policy  $3 may provision the tenant  $4 now  $5 caller
with new_tenant as (
  insert into tenants (id, name, created_at, retention) select $1, $1, $4::timestamptz, $2::jsonb
  where $3::boolean and not exists (select from tenants where id = $1)
  on conflict do nothing
  returning id
),
changed as (
  update tenants set retention = $2::jsonb where id = $1 returning id
),
audited as (
  insert into audit_log
  select entry.* from (select id from new_tenant union select id from changed) as done,
    aimi_audit(done.id, aimi_owner_id(done.id, null), null, $5::text, 'retention_policy.set', done.id, null, $4::timestamptz) as entry
)
select id from new_tenant union all select id from changed
