-- In the order of time, what was put away included.  $1 owner  $2 after or null  $3 limit
select to_jsonb(m.created_at) #>> '{}' || ' ' || m.id as place, jsonb_build_object(
  'kind', 'message', 'id', m.id,
  'conversation_id', (select c.client_id from conversations c where c.id = m.conversation_id),
  'turn_id', m.turn_id, 'role', m.role, 'name', m.name, 'content', m.content, 'metadata', m.metadata,
  'importance', m.importance, 'status', m.status, 'tool_calls', m.tool_calls, 'flagged', m.flagged,
  'created_at', aimi_instant(m.created_at), 'archived_at', aimi_instant(m.archived_at)) as record
from messages m
where m.owner_id = $1::uuid and (m.created_at, m.id) >
  (coalesce(split_part($2::text, ' ', 1), '-infinity')::timestamptz,
   coalesce(split_part($2::text, ' ', 2), '00000000-0000-0000-0000-000000000000')::uuid)
order by m.created_at, m.id limit $3::int
