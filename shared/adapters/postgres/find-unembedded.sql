-- $1 tenant  $2 messages and memories  $3 model
select distinct on (t.owner_id, t.text_hash) t.owner_id, encode(t.text_hash, 'hex') as text_hash, t.name, t.content
from (
  select m.owner_id, m.text_hash, m.name, m.content from messages m
  where m.tenant_id = $1 and m.id = any ($2::uuid[])
  union all
  select v.owner_id, v.text_hash, null, v.content from memory_versions v
  where v.tenant_id = $1 and v.memory_id = any ($2::uuid[])
) as t
where not exists (
  select from embeddings e where e.owner_id = t.owner_id and e.model = $3 and e.text_hash = t.text_hash)
order by t.owner_id, t.text_hash
