-- What was kept for a repeat goes after a day, the oldest first.
--   $1 now  $2 how many at most
with forgotten as (
  delete from idempotency_keys where ctid = any (array(
    select ctid from idempotency_keys where created_at < $1::timestamptz - interval '24 hours'
    order by created_at limit $2::int))
  returning 1
)
select count(*)::int as count from forgotten
