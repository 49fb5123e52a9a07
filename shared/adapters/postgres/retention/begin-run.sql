-- Begins a run by what the tenant's policy comes to now; a dry one only counts, and is over at once. Again with the
-- same id, or for the same parent, it gives what was begun.
--   $1 tenant  $2 owner  $3 id  $4 parent or null  $5 requested by or null  $6 dry  $7 now  $8 default policy
--   $9 may provision the tenant
with home as materialized (
  select t.retention from tenants t where t.id = $1
  union all
  select null where $9::boolean and not exists (select from tenants where id = $1)
),
new_tenant as (
  insert into tenants (id, name, created_at) select $1, $1, $7::timestamptz from home where $9::boolean
  on conflict do nothing
),
counted as materialized (
  select terms,
    (select count(*) from messages m
     where $6::boolean and m.tenant_id = $1 and m.created_at < (terms).archive_before
       and aimi_is_due_to_archive(m, terms))::int as archived,
    (select count(*) from messages m
     where $6::boolean and m.tenant_id = $1 and m.archived_at is not null and m.archived_at < (terms).delete_before
       and aimi_is_due_to_delete(m, terms))::int as deleted
  from (select aimi_retention_terms(coalesce(retention, $8::jsonb), $7::timestamptz) as terms from home offset 0) as now
),
begun as (
  insert into retention_runs (id, tenant_id, owner_id, parent_id, requested_by, dry_run, created_at, started_at,
    finished_at, terms, archived, deleted)
  select $3::uuid, $1, $2::uuid, $4::uuid, $5::text, $6::boolean, $7::timestamptz,
    case when $6::boolean then $7::timestamptz end, case when $6::boolean then $7::timestamptz end,
    terms, archived, deleted
  from counted
  on conflict do nothing
  returning *
)
select exists (select from home) as tenant_known, run.id, run.tenant_id, run.requested_by, run.dry_run, run.created_at,
  run.started_at, run.finished_at, (run.terms).archive_before, (run.terms).delete_before, run.archived, run.deleted,
  null::int as tenants
from (select) as one left join (
  select * from begun
  union all
  select * from retention_runs where id = $3::uuid
  union all
  select * from retention_runs where parent_id = $4::uuid and tenant_id = $1
) as run on true
limit 1
