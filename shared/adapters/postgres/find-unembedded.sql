-- $1 tenant  $2 messages  $3 model
select distinct on (m.owner_id, m.text_hash) m.owner_id, encode(m.text_hash, 'hex') as text_hash, m.name, m.content
from messages m
where m.tenant_id = $1 and m.id = any ($2::uuid[])
  and not exists (
    select from embeddings e where e.owner_id = m.owner_id and e.model = $3 and e.text_hash = m.text_hash)
order by m.owner_id, m.text_hash
