-- Ids grow with time.  $1 tenant  $2 owner  $3 this one or null  $4 statuses or null  $5 after or null  $6 limit
select g.id, g.title, g.why, g.measure, g.target_date::text as target_date, g.progress, g.status, g.version,
  g.created_at, g.updated_at,
  (select count(*)::int from tasks t where t.goal_id = g.id and t.status = 'open') as open_tasks,
  (select count(*)::int from tasks t where t.goal_id = g.id and t.status = 'done') as done_tasks
from goals g
where g.owner_id = $2::uuid and g.tenant_id = $1 and ($3::uuid is null or g.id = $3::uuid)
  and ($4::text[] is null or g.status = any ($4::text[]))
  and ($5::uuid is null or g.id > $5::uuid)
order by g.id limit $6::int
