-- Locks a memory by its id, or by that of a draft. A draft that is being settled is a memory after that, or went into
-- one; a settled one is not locked: whoever erases its memory takes it along, and would wait for it. Counted, so that
-- the draft is waited for where no memory is looked at, too.
--   $1 memory
with asked as materialized (
  select d.id, d.memory_id, d.settled_at from fact_drafts d where d.id = $1::uuid
),
draft as materialized (
  select d.memory_id from fact_drafts d where d.id = (select asked.id from asked where asked.settled_at is null) for update
)
select from memories m
where m.id = coalesce((select draft.memory_id from draft), (select asked.memory_id from asked), $1::uuid)
  and (select count(*) from draft) >= 0
for update
