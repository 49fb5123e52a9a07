-- $1 owner  $2 after or null  $3 limit
select a.id as place, jsonb_build_object(
  'kind', 'audit', 'id', a.id, 'actor_id', a.actor_id, 'action', a.action, 'subject', a.subject,
  'details', a.details, 'at', aimi_instant(a.at)) as record
from audit_log a
where a.owner_id = $1::uuid and ($2::uuid is null or a.id > $2::uuid)
order by a.id limit $3::int
