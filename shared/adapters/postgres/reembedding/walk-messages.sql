-- A page of a tenant's messages in their order: their texts without a vector of the model, or, where it is clearing
-- up, away with the other models' vectors of texts that have one.
--   $1 tenant  $2 model  $3 after this instant  $4 after this message  $5 limit  $6 whether it is clearing up
with recursive page as materialized (
  select m.id, m.owner_id, m.text_hash, m.name, m.content, m.created_at, m.archived_at from messages m
  where m.tenant_id = $1 and (m.created_at, m.id) > ($3::timestamptz, $4::uuid)
  order by m.created_at, m.id limit $5::int
),
waiting as materialized (
  select page.* from page
  where not $6::boolean and archived_at is null and not exists (
    select from embeddings e
    where e.owner_id = page.owner_id and e.model = $2 and e.text_hash = page.text_hash)
),
-- The few models of a tenant, each found by one step along the index.
known (model) as (
  (select e.model from embeddings e where $6::boolean and e.tenant_id = $1 order by e.model limit 1)
  union all
  select (
    select e.model from embeddings e where e.tenant_id = $1 and e.model > known.model order by e.model limit 1)
  from known where known.model is not null
),
cleared as (
  delete from embeddings old using known, (select distinct owner_id, text_hash from page) as said
  where known.model <> $2 and old.owner_id = said.owner_id and old.model = known.model
    and old.text_hash = said.text_hash and exists (
      select from embeddings e
      where e.owner_id = said.owner_id and e.model = $2 and e.text_hash = said.text_hash)
)
select
  array(select id from waiting) as item_ids,
  (select coalesce(jsonb_agg(text), '[]') from (
    select distinct on (owner_id, text_hash)
      owner_id, encode(text_hash, 'hex') as text_hash, name, content, id as item_id
    from waiting order by owner_id, text_hash, id) as text) as texts,
  (select to_jsonb(created_at) #>> '{}' || ' ' || id from page
    where (select count(*) from page) = $5::int order by created_at desc, id desc limit 1) as next
