-- $1 owner  $2 after or null  $3 limit
select e.id as place, jsonb_build_object(
  'kind', 'event', 'id', e.id, 'title', e.title, 'notes', e.notes, 'location', e.location,
  'starts_at', aimi_instant(e.starts_at), 'ends_at', aimi_instant(e.ends_at), 'timezone', e.time_zone,
  'recurrence', e.recurrence, 'last_ends_at', aimi_instant(e.last_ends_at), 'version', e.version,
  'created_at', aimi_instant(e.created_at), 'updated_at', aimi_instant(e.updated_at)) as record
from events e
where e.owner_id = $1::uuid and ($2::uuid is null or e.id > $2::uuid)
order by e.id limit $3::int
