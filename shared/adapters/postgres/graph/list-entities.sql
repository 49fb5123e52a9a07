-- Oldest first; ids grow with time.
--   $1 tenant  $2 owner or null for the whole tenant  $3 after this entity or null  $4 limit
select jsonb_build_object(
  'id', e.id, 'name', e.name, 'type', e.type, 'is_self', e.is_self, 'created_at', aimi_instant(e.created_at),
  'aliases', array(
    select n.name from entity_names n
    where n.entity_id = e.id and n.key not in ('user', aimi_name_key(e.name)) order by n.created_at, n.key),
  'merged', array(
    select jsonb_build_object('id', m.id, 'name', m.name, 'merged_at', aimi_instant(m.merged_at))
    from entities m where m.merged_into = e.id order by m.merged_at, m.id)) as entity
from entities e
where e.tenant_id = $1 and ($2::uuid is null or e.owner_id = $2::uuid) and ($3::uuid is null or e.id > $3::uuid)
  and e.merged_into is null
order by e.id
limit $4::int
