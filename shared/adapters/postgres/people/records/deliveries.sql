-- What was told and what waits to be; what was taken out of the inbox has no text.  $1 owner  $2 after or null  $3 limit
select o.id as place, jsonb_build_object(
  'kind', 'delivery', 'id', o.id, 'reminder_id', o.reminder_id, 'due_at', aimi_instant(o.due_at), 'state', o.state,
  'text', o.text, 'fired_at', aimi_instant(o.fired_at), 'told', o.told, 'pushed', o.pushed,
  'escalations', o.escalations, 'closed_at', aimi_instant(o.closed_at),
  'removed_at', aimi_instant(o.removed_at)) as record
from occurrences o
where o.owner_id = $1::uuid and ($2::uuid is null or o.id > $2::uuid)
order by o.id limit $3::int
