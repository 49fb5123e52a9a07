-- Writes vectors whose texts still exist and closes their jobs. What they belong to is locked against erasure
-- meanwhile: whoever erases waits, and then sees the vector. A text that has its vector failed no more, for whatever
-- model.
--   $1 tenant  $2 model  $3 dimensions  $4 now  $5 messages and memories  $6 jobs  $7 owners  $8 text hashes  $9 vectors
with done as (
  delete from outbox where tenant_id = $1 and id = any ($6::uuid[])
),
said as materialized (
  select locked.* from (select id from unnest($5::uuid[]) as id order by id) as wanted, lateral (
    select m.owner_id, m.text_hash from messages m
    where m.id = wanted.id and m.tenant_id = $1 and m.archived_at is null for key share) as locked
),
believed as materialized (
  select v.owner_id, v.text_hash from memories m join memory_versions v on v.memory_id = m.id
  where m.tenant_id = $1 and m.id = any ($5::uuid[])
  order by m.id for key share of m
),
made as materialized (
  select given.owner_id, decode(given.text_hash, 'hex') as text_hash, given.vector
  from unnest($7::uuid[], $8::text[], $9::text[]) as given (owner_id, text_hash, vector)
),
healed as (
  delete from embedding_failures f using made
  where f.owner_id = made.owner_id and f.text_hash = made.text_hash
)
insert into embeddings (tenant_id, owner_id, model, text_hash, dimensions, vector, created_at)
select $1, made.owner_id, $2, made.text_hash, $3::int, aimi_from_units(made.vector::int[]), $4::timestamptz
from made
where (exists (
  select from said where said.owner_id = made.owner_id and said.text_hash = made.text_hash)
or exists (
  select from believed where believed.owner_id = made.owner_id and believed.text_hash = made.text_hash))
and made.owner_id <> all (coalesce((select aimi_leaving()), '{}'))
-- One order for all workers: two that write the same texts would wait for each other.
order by made.owner_id, made.text_hash
on conflict do nothing
