-- Runs that ended before, the oldest first. A run over all tenants waits until the last of its parts is gone.
--   $1 ended before  $2 how many at most
with forgotten as (
  delete from retention_runs where id = any (array(
    select r.id from retention_runs r
    where coalesce(r.finished_at, r.walked_at) < $1::timestamptz
      and not exists (select from retention_runs part where part.parent_id = r.id)
    order by coalesce(r.finished_at, r.walked_at) limit $2::int))
  returning 1
)
select count(*)::int as count from forgotten
