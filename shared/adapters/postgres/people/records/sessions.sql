-- $1 owner  $2 after or null  $3 limit
select s.id as place, jsonb_build_object(
  'kind', 'session', 'id', s.id,
  'conversation_id', (select c.client_id from conversations c where c.id = s.conversation_id),
  'started_at', aimi_instant(s.started_at), 'last_active_at', aimi_instant(s.last_active_at),
  'ended_at', aimi_instant(s.ended_at), 'end_reason', s.end_reason,
  'summary', s.summary, 'summary_memory_id', s.summary_memory_id) as record
from sessions s
where s.owner_id = $1::uuid and ($2::uuid is null or s.id > $2::uuid)
order by s.id limit $3::int
