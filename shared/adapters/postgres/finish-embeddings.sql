-- Writes vectors whose texts still exist and closes their jobs.
--   $1 tenant  $2 model  $3 dimensions  $4 now  $5 messages and memories  $6 jobs  $7 owners  $8 text hashes  $9 vectors
with done as (
  delete from outbox where tenant_id = $1 and id = any ($6::uuid[])
)
insert into embeddings (tenant_id, owner_id, model, text_hash, dimensions, vector, created_at)
select $1, made.owner_id, $2, decode(made.text_hash, 'hex'), $3::int, made.vector::halfvec, $4::timestamptz
from unnest($7::uuid[], $8::text[], $9::text[]) as made (owner_id, text_hash, vector)
where exists (
  select from messages m
  where m.tenant_id = $1 and m.id = any ($5::uuid[]) and m.owner_id = made.owner_id
    and m.text_hash = decode(made.text_hash, 'hex'))
or exists (
  select from memory_versions v
  where v.tenant_id = $1 and v.memory_id = any ($5::uuid[]) and v.owner_id = made.owner_id
    and v.text_hash = decode(made.text_hash, 'hex'))
-- One order for all workers: two that write the same texts would wait for each other.
order by made.owner_id, made.text_hash
on conflict do nothing
