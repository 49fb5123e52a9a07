-- Ids grow with time, so that newest first is by id alone.
--   $1 tenant  $2 owner or null for the whole tenant  $3 model  $4 types or null  $5 statuses or null
--   $6 after this memory or null  $7 limit
select m.id, m.user_id, m.provenance, m.supersedes,
  (select next.id from memories next where next.supersedes = m.id) as superseded_by,
  array(select s.message_id from memory_sources s where s.memory_id = m.id order by s.position) as source_message_ids,
  v.version, v.type, v.content, v.importance, v.status, v.valid_from, v.valid_to, v.metadata,
  m.created_at, v.created_at as updated_at,
  case
    when exists (
      select from embeddings e
      where e.owner_id = v.owner_id and e.model = $3 and e.text_hash = v.text_hash) then 'ready'
    when exists (
      select from embedding_failures f
      where f.owner_id = v.owner_id and f.text_hash = v.text_hash and f.model = $3) then 'failed'
    else 'pending' end as embedding_status
from memories m join memory_versions v on v.memory_id = m.id and v.superseded_at is null
where m.tenant_id = $1 and ($2::uuid is null or m.owner_id = $2::uuid)
  and ($4::text[] is null or v.type = any ($4::text[]))
  and ($5::text[] is null or v.status = any ($5::text[]))
  and ($6::uuid is null or m.id < $6::uuid)
order by m.id desc
limit $7::int
