-- $1 tenant  $2 owner  $3 session
select s.id as session_id, c.title, s.summary, s.settled_at
from sessions s join conversations c on c.id = s.conversation_id
where s.tenant_id = $1 and s.owner_id = $2::uuid and s.id = $3::uuid
