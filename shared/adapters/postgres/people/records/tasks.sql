-- $1 owner  $2 after or null  $3 limit
select t.id as place, jsonb_build_object(
  'kind', 'task', 'id', t.id, 'goal_id', t.goal_id, 'title', t.title, 'notes', t.notes, 'due_at', aimi_instant(t.due_at),
  'timezone', t.time_zone, 'recurrence', t.recurrence, 'first_due_at', aimi_instant(t.first_due_at), 'status', t.status,
  'done_count', t.done_count, 'done_at', aimi_instant(t.done_at), 'version', t.version,
  'created_at', aimi_instant(t.created_at), 'updated_at', aimi_instant(t.updated_at)) as record
from tasks t
where t.owner_id = $1::uuid and ($2::uuid is null or t.id > $2::uuid)
order by t.id limit $3::int
