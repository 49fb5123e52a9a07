-- $1 owner  $2 after or null  $3 limit
select g.id as place, jsonb_build_object(
  'kind', 'goal', 'id', g.id, 'title', g.title, 'why', g.why, 'measure', g.measure, 'target_date', g.target_date,
  'progress', g.progress, 'status', g.status, 'version', g.version, 'created_at', aimi_instant(g.created_at),
  'updated_at', aimi_instant(g.updated_at)) as record
from goals g
where g.owner_id = $1::uuid and ($2::uuid is null or g.id > $2::uuid)
order by g.id limit $3::int
