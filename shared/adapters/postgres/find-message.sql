-- $1 tenant  $2 owner or null for the whole tenant  $3 message  $4 model
select m.id, c.client_id as conversation_id, c.user_id, m.role, m.name, m.content, m.metadata, m.importance,
  m.created_at, m.archived_at, m.flagged,
  case
    when exists (
      select from embeddings e
      where e.owner_id = m.owner_id and e.model = $4 and e.text_hash = m.text_hash) then 'ready'
    when exists (
      select from embedding_failures f
      where f.owner_id = m.owner_id and f.text_hash = m.text_hash and f.model = $4) then 'failed'
    else 'pending' end as embedding_status
from messages m join conversations c on c.id = m.conversation_id
where m.id = $3::uuid and m.tenant_id = $1 and ($2::uuid is null or m.owner_id = $2::uuid)
