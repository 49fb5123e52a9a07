-- Check-ins, too.  $1 owner  $2 after or null  $3 limit
select r.id as place, jsonb_build_object(
  'kind', 'reminder', 'id', r.id, 'is_check_in', r.kind = 'check_in', 'text', r.text, 'recurrence', r.recurrence,
  'starts_local', to_char(r.starts_local, 'YYYY-MM-DD"T"HH24:MI:SS'), 'timezone', r.time_zone,
  'due_at', aimi_instant(r.due_at), 'channel', r.channel, 'escalate_after_seconds', r.escalate_after_seconds,
  'conversation_id', r.client_conversation_id, 'status', r.status, 'version', r.version,
  'created_at', aimi_instant(r.created_at), 'updated_at', aimi_instant(r.updated_at)) as record
from reminders r
where r.owner_id = $1::uuid and ($2::uuid is null or r.id > $2::uuid)
order by r.id limit $3::int
