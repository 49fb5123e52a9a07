-- A failed job that was tried again goes after 90 days, the oldest first; not while a text is marked as failed by it.
--   $1 now  $2 how many at most
with swept as (
  delete from failed_jobs where ctid = any (array(
    select j.ctid from failed_jobs j
    where j.retried_at < $1::timestamptz - interval '90 days'
      and (select true from embedding_failures f where f.job_id = j.id limit 1) is null
    order by j.retried_at limit $2::int))
  returning 1
)
select count(*)::int as count from swept
