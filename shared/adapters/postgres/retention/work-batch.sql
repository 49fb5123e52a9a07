-- Does what the batch has taken: puts messages away, with their postings and the vectors of texts that their owner
-- has nowhere else in reach, and deletes others for good; what rested on those loses that support. The counts are
-- written with the deed.
--   $1 tenant  $2 now
with recursive run as materialized (
  select r.id, r.batch_archive, r.batch_delete, r.batch_is_last from retention_runs r
  where r.tenant_id = $1 and r.finished_at is null and r.batch_is_last is not null
),
due as materialized (
  select m.id, m.owner_id, m.text_hash from run, unnest(run.batch_archive) as taken (id),
    lateral (
      select m.id, m.owner_id, m.text_hash from messages m
      where m.id = taken.id and m.archived_at is null limit 1) as m
),
-- The few models of each owner, each found by one step along the key.
model as (
  select owner.owner_id, (
    select e.model from embeddings e where e.owner_id = owner.owner_id order by e.model limit 1) as model
  from (select distinct owner_id from due) as owner
  union all
  select last.owner_id, (
    select e.model from embeddings e
    where e.owner_id = last.owner_id and e.model > last.model order by e.model limit 1)
  from model last where last.model is not null
),
lone_text as materialized (
  select t.owner_id, t.text_hash from (select distinct owner_id, text_hash from due) as t
  where (select true from messages m
      where m.owner_id = t.owner_id and m.text_hash = t.text_hash and m.archived_at is null
        and m.id <> all ((select batch_archive from run)::uuid[]) limit 1) is null
    and (select true from memory_versions v
      where v.owner_id = t.owner_id and v.text_hash = t.text_hash limit 1) is null
),
erased_vector as materialized (
  select from lone_text t, model
  where model.owner_id = t.owner_id and aimi_erase_vector(t.owner_id, model.model, t.text_hash)
),
forgotten as (
  delete from embedding_failures f using lone_text t where f.owner_id = t.owner_id and f.text_hash = t.text_hash
),
archived as materialized (
  select from due where aimi_put_away(due.id, $2::timestamptz)
),
deleted as materialized (
  select from run, unnest(run.batch_delete) as taken (id) where aimi_delete_archived(taken.id)
),
done as materialized (
  select (select count(*) from archived)::int as archived, (select count(*) from deleted)::int as deleted,
    (select count(*) from erased_vector)::int as vectors
)
update retention_runs r set
  archived = r.archived + done.archived,
  deleted = r.deleted + done.deleted,
  started_at = coalesce(r.started_at, $2::timestamptz),
  finished_at = case when run.batch_is_last then $2::timestamptz end,
  batch_archive = null, batch_delete = null, batch_is_last = null
from run, done where r.id = run.id
returning done.archived, done.deleted, done.vectors, run.batch_is_last as finished
