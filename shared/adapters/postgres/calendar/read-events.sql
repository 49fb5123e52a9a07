--   $1 token hash  $2 limit
select e.id, e.title, e.notes, e.location, e.starts_at, e.ends_at, e.time_zone, e.recurrence, e.version, e.created_at,
  e.updated_at
from calendar_feeds f join events e on e.owner_id = f.owner_id
where f.token_hash = decode($1, 'hex')
order by e.id desc limit $2::int
