-- The delivery is held before its job, as everybody does.  $1 delivery  $2 what the inbox shows, null where that stays
-- $3 how many devices
with held as materialized (
  select o.id from occurrences o where o.id = $1::uuid for no key update
),
job as (
  delete from outbox b using held where b.id = held.id and b.body ->> 'kind' = 'tell_check_in' returning b.id
)
update occurrences o set text = coalesce($2, o.text), pushed = o.pushed + $3::int, lease_until = null
from job where o.id = job.id
