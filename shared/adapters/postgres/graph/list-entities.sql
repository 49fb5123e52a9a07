-- A page of entities, oldest first, for ids grow with time; and the newest relations that have both of their ends on it.
--   $1 tenant  $2 owner or null for the whole tenant  $3 after this entity or null  $4 as of, infinity for now
--   $5 limit  $6 most relations
with met as materialized (
  select array(
    select e.id from entities e
    where e.tenant_id = $1 and ($2::uuid is null or e.owner_id = $2::uuid) and ($3::uuid is null or e.id > $3::uuid)
      and e.merged_into is null
    order by e.id limit $5::int + 1) as ids
),
page as materialized (
  select met.ids[1:$5::int] as entity_ids, case when cardinality(met.ids) > $5::int then met.ids[$5::int] end as next
  from met
),
between as materialized (
  select array(
    select r.id
    from page, unnest(page.entity_ids) as e (id), lateral (
      select r.id from relations r where r.subject_id = e.id and r.object_id = any (page.entity_ids)) as r
    where $4::timestamptz = 'infinity' or (
      select true from memory_relations m join memory_versions v on v.memory_id = m.memory_id
      where m.relation_id = r.id and v.created_at <= $4::timestamptz
        and (v.superseded_at is null or v.superseded_at > $4::timestamptz)
      limit 1)
    order by r.id desc limit $6::int + 1) as ids
),
part as materialized (
  select null::uuid as start, page.next, page.next is not null or cardinality(between.ids) > $6::int as truncated,
    page.entity_ids, between.ids[1:$6::int] as relation_ids
  from page, between
)
