-- A page of a tenant's memories in their order: the texts of their versions without a vector of the model, or, where
-- it is clearing up, away with the other models' vectors of texts that have one.
--   $1 tenant  $2 model  $3 after this memory  $4 limit  $5 whether it is clearing up
with recursive page as materialized (
  select m.id from memories m where m.tenant_id = $1 and m.id > $3::uuid order by m.id limit $4::int
),
believed as materialized (
  select page.id, v.owner_id, v.text_hash, v.content from page join memory_versions v on v.memory_id = page.id
),
waiting as materialized (
  select believed.* from believed
  where not $5::boolean and not exists (
    select from embeddings e
    where e.owner_id = believed.owner_id and e.model = $2 and e.text_hash = believed.text_hash)
),
-- The few models of a tenant, each found by one step along the index.
known (model) as (
  (select e.model from embeddings e where $5::boolean and e.tenant_id = $1 order by e.model limit 1)
  union all
  select (
    select e.model from embeddings e where e.tenant_id = $1 and e.model > known.model order by e.model limit 1)
  from known where known.model is not null
),
cleared as (
  delete from embeddings old using known, (select distinct owner_id, text_hash from believed) as said
  where known.model <> $2 and old.owner_id = said.owner_id and old.model = known.model
    and old.text_hash = said.text_hash and exists (
      select from embeddings e
      where e.owner_id = said.owner_id and e.model = $2 and e.text_hash = said.text_hash)
)
select
  array(select distinct id from waiting) as item_ids,
  (select coalesce(jsonb_agg(text), '[]') from (
    select distinct on (owner_id, text_hash)
      owner_id, encode(text_hash, 'hex') as text_hash, null as name, content, id as item_id
    from waiting order by owner_id, text_hash, id) as text) as texts,
  (select id from page where (select count(*) from page) = $4::int order by id desc limit 1)::text as next
