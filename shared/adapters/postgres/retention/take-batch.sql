-- Takes the next window of the tenant's oldest run that is not finished, unless another worker has it: its row is
-- the lease, and ends with the transaction. What is due is locked against erasure, restoring and embedding, in the
-- order that all of them keep. A window of long texts ends earlier: each word of theirs is work.
--   $1 tenant  $2 size of a window
with run as materialized (
  select r as record, r.id from retention_runs r
  where r.finished_at is null and r.id = (
    select oldest.id from retention_runs oldest
    where oldest.tenant_id = $1 and oldest.finished_at is null order by oldest.id limit 1)
  for update skip locked
),
ahead as materialized (
  select seen.*, coalesce(sum(seen.bytes) filter (where seen.due) over (
      order by seen.at, seen.id rows between unbounded preceding and 1 preceding), 0) as bytes_before
  from run, aimi_next_to_archive(run.record, $2::int) as seen
),
old as materialized (
  select * from ahead where bytes_before < 1000000
),
aged as materialized (
  select seen.* from run, aimi_next_to_delete(run.record, $2::int) as seen
),
locked as materialized (
  select m.id from (select id from old where due union all select id from aged where due order by id) as taken,
    lateral (select m.id from messages m where m.id = taken.id for update) as m
),
last_old as (select at, id from old order by at desc, id desc limit 1),
last_aged as (select at, id from aged order by at desc, id desc limit 1)
update retention_runs r set
  batch_archive = array(select id from old where due),
  batch_delete = array(select id from aged where due),
  batch_is_last = (select count(*) from ahead) < $2::int and (select count(*) from ahead) = (select count(*) from old)
    and (select count(*) from aged) < $2::int,
  archived_to = coalesce((select at from last_old), r.archived_to),
  archived_to_id = coalesce((select id from last_old), r.archived_to_id),
  deleted_to = coalesce((select at from last_aged), r.deleted_to),
  deleted_to_id = coalesce((select id from last_aged), r.deleted_to_id)
from run, (select count(*) from locked) as hold
where r.id = run.id
