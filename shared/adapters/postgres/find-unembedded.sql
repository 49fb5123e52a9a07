-- Each look-up goes by its key, one row after the other: a set of them would be planned over all that the tenant has.
--   $1 tenant  $2 messages and memories  $3 model
select distinct on (t.owner_id, t.text_hash) t.owner_id, encode(t.text_hash, 'hex') as text_hash, t.name, t.content
from (
  select said.* from unnest($2::uuid[]) as wanted (id), lateral (
    select m.owner_id, m.text_hash, m.name, m.content from messages m
    where m.id = wanted.id and m.tenant_id = $1 and m.archived_at is null offset 0) as said
  union all
  select v.owner_id, v.text_hash, null, v.content from memory_versions v
  where v.tenant_id = $1 and v.memory_id = any ($2::uuid[])
) as t
left join lateral (
  select true as known from embeddings e
  where e.owner_id = t.owner_id and e.model = $3 and e.text_hash = t.text_hash offset 0) as e on true
where e.known is null
order by t.owner_id, t.text_hash
