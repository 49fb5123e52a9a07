-- Writes vectors whose texts still exist and closes their jobs. What they belong to is locked against erasure
-- meanwhile: whoever erases waits, and then sees the vector.
--   $1 tenant  $2 model  $3 dimensions  $4 now  $5 messages and memories  $6 jobs  $7 owners  $8 text hashes  $9 vectors
with done as (
  delete from outbox where tenant_id = $1 and id = any ($6::uuid[])
),
said as materialized (
  select m.owner_id, m.text_hash from messages m
  where m.tenant_id = $1 and m.id = any ($5::uuid[])
  order by m.id for key share
),
believed as materialized (
  select v.owner_id, v.text_hash from memories m join memory_versions v on v.memory_id = m.id
  where m.tenant_id = $1 and m.id = any ($5::uuid[])
  order by m.id for key share of m
)
insert into embeddings (tenant_id, owner_id, model, text_hash, dimensions, vector, created_at)
select $1, made.owner_id, $2, decode(made.text_hash, 'hex'), $3::int, made.vector::halfvec, $4::timestamptz
from unnest($7::uuid[], $8::text[], $9::text[]) as made (owner_id, text_hash, vector)
where exists (
  select from said where said.owner_id = made.owner_id and said.text_hash = decode(made.text_hash, 'hex'))
or exists (
  select from believed where believed.owner_id = made.owner_id and believed.text_hash = decode(made.text_hash, 'hex'))
-- One order for all workers: two that write the same texts would wait for each other.
order by made.owner_id, made.text_hash
on conflict do nothing
