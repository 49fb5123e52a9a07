-- $1 tenant  $2 owner or null for the whole tenant  $3 memory  $4 model
select m.id, m.user_id, m.provenance, m.supersedes,
  (select next.id from memories next where next.supersedes = m.id) as superseded_by,
  array(select s.message_id from memory_sources s where s.memory_id = m.id order by s.position) as source_message_ids,
  v.version, v.type, v.content, v.importance, v.status, v.valid_from, v.valid_to, v.metadata,
  m.created_at, v.created_at as updated_at, v.reason, v.note, v.superseded_at,
  case
    when exists (
      select from embeddings e
      where e.owner_id = v.owner_id and e.model = $4 and e.text_hash = v.text_hash) then 'ready'
    when exists (
      select from embedding_failures f
      where f.owner_id = v.owner_id and f.text_hash = v.text_hash and f.model = $4) then 'failed'
    else 'pending' end as embedding_status
from memories m join memory_versions v on v.memory_id = m.id
where m.id = $3::uuid and m.tenant_id = $1 and ($2::uuid is null or m.owner_id = $2::uuid)
order by v.version desc
