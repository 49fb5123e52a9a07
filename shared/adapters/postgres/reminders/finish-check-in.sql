-- $1 delivery  $2 what the inbox shows, null where that stays  $3 how many devices
with job as (
  delete from outbox b where b.id = $1::uuid and b.body ->> 'kind' = 'tell_check_in' returning b.id
)
update occurrences o set text = coalesce($2, o.text), pushed = o.pushed + $3::int, lease_until = null
from job where o.id = job.id
