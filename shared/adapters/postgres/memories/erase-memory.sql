-- Takes a memory away with all its versions, what it rests on, its postings, what the graph and the person's state have
-- from it alone, and the vectors of texts that its owner has nowhere else. The memory is locked before. Versions and sources go with it by
-- their foreign keys. The id of a draft means the memory that it went into; one that waits goes as it is: its job finds
-- nothing to do.
--   $1 tenant  $2 owner or null for the whole tenant  $3 memory
with recursive asked as materialized (
  select coalesce((
    select d.memory_id from fact_drafts d
    where d.id = $3::uuid and d.tenant_id = $1 and ($2::uuid is null or d.owner_id = $2::uuid)), $3::uuid) as id
),
gone as materialized (
  select v.id, v.tenant_id, v.owner_id, v.content, v.text_hash from memory_versions v
  where v.memory_id = (select id from asked) and v.tenant_id = $1 and ($2::uuid is null or v.owner_id = $2::uuid)
),
-- The few models of an owner, each found by one step along the key.
model as (
  (select e.owner_id, e.model from embeddings e
   where e.owner_id = (select owner_id from gone limit 1) order by e.model limit 1)
  union all
  select last.owner_id, (
    select e.model from embeddings e
    where e.owner_id = last.owner_id and e.model > last.model order by e.model limit 1)
  from model last where last.model is not null
),
lone_text as materialized (
  select distinct gone.owner_id, gone.text_hash from gone
  where (select true from messages m where m.owner_id = gone.owner_id and m.text_hash = gone.text_hash
      and m.archived_at is null limit 1) is null
    and (select true from memory_versions v
      where v.owner_id = gone.owner_id and v.text_hash = gone.text_hash and v.memory_id <> (select id from asked) limit 1) is null
),
erased_posting as (
  delete from memory_postings p using gone, aimi_version_postings(gone.tenant_id, gone.owner_id, gone.id, gone.content) as q
  where p.tenant_id = q.tenant_id and p.lexeme = q.lexeme and p.owner_id = q.owner_id and p.version_id = q.version_id
),
erased_vector as (
  delete from embeddings e using lone_text t, model
  where e.owner_id = t.owner_id and e.model = model.model and e.text_hash = t.text_hash
),
erased_failure as (
  delete from embedding_failures f using lone_text t where f.owner_id = t.owner_id and f.text_hash = t.text_hash
),
-- What a session came to goes from the session as well, and a note that tells of this memory from the one it replaced.
untold as (
  update sessions s set summary = null where s.summary_memory_id = (select id from asked) and exists (select from gone)
),
unnoted as (
  update memory_versions v set note = null
  where v.note is not null and exists (select from gone)
    and v.memory_id = (select m.supersedes from memories m where m.id = (select id from asked))
),
unsupported as materialized (
  select aimi_forget_unsupported(gone.owner_id, array[asked.id]) from gone, asked limit 1
),
unstated as materialized (
  select aimi_take_lines(gone.owner_id, array[asked.id], null, true) from unsupported, gone, asked limit 1
),
erased as (
  delete from memories m where m.id = (select id from asked) and exists (select from unstated) returning m.id
),
erased_draft as (
  delete from fact_drafts d
  where d.id = $3::uuid and d.tenant_id = $1 and ($2::uuid is null or d.owner_id = $2::uuid) and d.settled_at is null
  returning d.id
)
select exists (select from erased) or exists (select from erased_draft) as erased
