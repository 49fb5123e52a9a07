-- Oldest first, with what was put away. A conversation that has none is one row without a message.
--   $1 tenant  $2 owner  $3 the client's id  $4 said with the one before, or null  $5 the one before, or null  $6 limit
select m.id, m.turn_id, m.client_message_id, m.role, m.name, m.content, m.metadata, m.importance, m.tool_calls,
  m.status, m.flagged, m.created_at
from conversations c
left join lateral (
  select m.*, (
    select t.client_message_id from turns t where t.id = m.turn_id and t.user_message_id = m.id) as client_message_id
  from messages m
  where m.conversation_id = c.id
    and ($4::timestamptz is null or (m.created_at, m.id) > ($4::timestamptz, $5::uuid))
  order by m.created_at, m.id
  limit $6::int
) as m on true
where c.tenant_id = $1 and c.owner_id = $2::uuid and c.client_id = $3
order by m.created_at, m.id
