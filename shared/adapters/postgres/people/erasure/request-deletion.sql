-- Marks a person as leaving, so that nothing more is written for them, with the record of it and the job that does
-- it. Where an erasure is under way, that one is given.
--   $1 tenant  $2 owner  $3 user  $4 now  $5 may provision the tenant  $6 deletion  $7 requested by
--   $8 settles at  $9 request id  $10 must exist
with home as materialized (
  select $1::text as tenant_id
  where case when $10::boolean then exists (select from users where tenant_id = $1 and id = $3)
    else $5::boolean or exists (select from tenants where id = $1) end
),
under_way as materialized (
  select u.deletion_id from users u where u.tenant_id = $1 and u.id = $3 and u.deletion_id is not null
),
new_tenant as (
  insert into tenants (id, name, created_at) select tenant_id, tenant_id, $4::timestamptz from home where $5::boolean
  on conflict do nothing
),
marked as (
  insert into users as known (tenant_id, id, owner_id, created_at, last_seen_at, disabled_at, deletion_id)
  select tenant_id, $3, $2::uuid, $4::timestamptz, $4::timestamptz, $4::timestamptz, $6::uuid from home
  where not exists (select from under_way)
  on conflict (tenant_id, id) do update set
    deletion_id = excluded.deletion_id, disabled_at = coalesce(known.disabled_at, excluded.disabled_at),
    name = null, email = null, locale = null, time_zone = null, preferences = '{}',
    quiet_from = null, quiet_to = null
  where known.deletion_id is null
  returning tenant_id
),
begun as (
  insert into deletions (id, tenant_id, owner_id, subject_hash, requested_by, requested_at, settles_at)
  select $6::uuid, tenant_id, aimi_owner_id(tenant_id, null), sha256(convert_to($6::text || '/' || $2::text, 'UTF8')),
    $7, $4::timestamptz, $8::timestamptz
  from marked
  returning *
),
new_job as (
  insert into outbox (id, tenant_id, owner_id, queue, body, created_at, due_at)
  select id, tenant_id, owner_id, 'memory-jobs', jsonb_build_object('kind', 'erase_person', 'request_id', $9::text),
    requested_at, requested_at + interval '1 minute'
  from begun
),
audited as (
  insert into audit_log
  select entry.* from begun b, aimi_audit(b.tenant_id, b.owner_id, null, b.requested_by, 'user.deletion_requested',
    b.id::text, null, b.requested_at) as entry
)
select exists (select from home) as known, d.id, d.tenant_id, d.requested_by, d.requested_at, d.finished_at, d.erased
from (select) as one left join (
  select * from begun
  union all
  select d.* from under_way join deletions d on d.id = under_way.deletion_id
) as d on true
