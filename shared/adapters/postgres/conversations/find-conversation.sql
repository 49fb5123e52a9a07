-- $1 tenant  $2 owner  $3 the client's id
select c.id, c.client_id, c.title, c.extraction, c.created_at,
  coalesce((
    select m.created_at from messages m where m.conversation_id = c.id order by m.created_at desc limit 1
  ), c.created_at) as last_active_at,
  (select count(*) from messages m where m.conversation_id = c.id)::int as message_count
from conversations c
where c.tenant_id = $1 and c.owner_id = $2::uuid and c.client_id = $3
