-- Versions of a memory, newest first; or by the id of a draft, of the one that it went into, or as long as it waits
-- what it will begin with.
--   $1 tenant  $2 owner or null for the whole tenant  $3 memory  $4 model
--   $5 before this version or null  $6 limit
with draft as materialized (
  select d.* from fact_drafts d
  where d.id = $3::uuid and d.tenant_id = $1 and ($2::uuid is null or d.owner_id = $2::uuid)
)
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
    else 'pending' end as embedding_status,
  false as is_draft
from memories m join memory_versions v on v.memory_id = m.id
where m.id = coalesce((select draft.memory_id from draft), $3::uuid) and m.tenant_id = $1
  and ($2::uuid is null or m.owner_id = $2::uuid)
  and ($5::int is null or v.version < $5::int)
union all
select d.id, d.user_id, case when cardinality(said.ids) > 0 then 'messages' else 'client' end, null, null, said.ids,
  1, d.draft ->> 'type', d.draft ->> 'content', (d.draft ->> 'importance')::float8, 'active',
  (d.draft ->> 'valid_from')::timestamptz, (d.draft ->> 'valid_to')::timestamptz, d.draft -> 'metadata',
  d.created_at, d.created_at, 'created', null, null, 'pending', true
from draft d, lateral (
  select array(select jsonb_array_elements_text(d.draft -> 'source_message_ids')::uuid) as ids) as said
where d.settled_at is null and ($5::int is null or 1 < $5::int)
order by version desc
limit $6::int
