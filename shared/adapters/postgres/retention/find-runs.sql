-- Newest first. A run over all tenants adds up its parts, and is finished once every tenant's part is.
--   $1 tenant or null for all: of those the runs that are no part of another  $2 run or null
--   $3 after this run or null  $4 limit
select r.id, r.tenant_id, r.requested_by, r.dry_run, r.created_at,
  coalesce(r.started_at, part.started_at) as started_at,
  case when r.tenant_id is not null then r.finished_at
    when r.walked_at is not null and coalesce(part.finished, 0) = r.tenants then coalesce(part.finished_at, r.walked_at)
  end as finished_at,
  (r.terms).archive_before, (r.terms).delete_before,
  r.archived + coalesce(part.archived, 0)::int as archived, r.deleted + coalesce(part.deleted, 0)::int as deleted,
  case when r.tenant_id is null then r.tenants end as tenants
from retention_runs r left join lateral (
  select min(p.started_at) as started_at, max(p.finished_at) as finished_at, count(p.finished_at)::int as finished,
    sum(p.archived) as archived, sum(p.deleted) as deleted
  from retention_runs p where p.parent_id = r.id) as part on r.tenant_id is null
where ($1::text is null or r.tenant_id = $1) and ($2::uuid is null or r.id = $2::uuid)
  and ($1::text is not null or $2::uuid is not null or r.parent_id is null)
  and ($3::uuid is null or r.id < $3::uuid)
order by r.id desc
limit $4::int
