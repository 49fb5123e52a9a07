-- What lies around an entity: found by its id, by a name, or as the person. Of a tenant's entities that go by the name
-- the newest is meant.
--   $1 tenant  $2 owner or null for the whole tenant  $3 the caller's owner  $4 as of, infinity for now
--   $5 id or null  $6 name or null  $7 depth  $8 most entities  $9 most relations
with start as materialized (
  select coalesce(e.merged_into, e.id) as id from entities e
  where $5::uuid is not null and e.id = $5::uuid and e.tenant_id = $1 and ($2::uuid is null or e.owner_id = $2::uuid)
  union all
  select n.entity_id from entity_names n
  where $5::uuid is null and $6::text is not null and n.owner_id = $2::uuid and n.key = aimi_name_key($6::text)
  union all
  (select n.entity_id from entity_names n
  where $5::uuid is null and $6::text is not null and $2::uuid is null
    and n.tenant_id = $1 and n.key = aimi_name_key($6::text)
  order by n.entity_id desc limit 1)
  union all
  select e.id from entities e
  where $5::uuid is null and $6::text is null and e.owner_id = $3::uuid and e.is_self
),
part as materialized (
  select start.id as start, null::uuid as next, w.*
  from start, aimi_walk_graph(start.id, $7::int, $4::timestamptz, $8::int, $9::int) as w
)
