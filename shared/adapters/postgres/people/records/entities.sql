-- Whom and what the memories speak of, by every name; what was merged into another included.
--   $1 owner  $2 after or null  $3 limit
select e.id as place, jsonb_build_object(
  'kind', 'entity', 'id', e.id, 'name', e.name, 'type', e.type, 'is_self', e.is_self,
  'names', to_jsonb(array(select n.name from entity_names n where n.entity_id = e.id order by n.created_at, n.key)),
  'memory_ids', to_jsonb(array(select m.memory_id from memory_entities m where m.entity_id = e.id order by m.memory_id)),
  'created_at', aimi_instant(e.created_at), 'merged_into', e.merged_into, 'merged_at', aimi_instant(e.merged_at)) as record
from entities e
where e.owner_id = $1::uuid and ($2::uuid is null or e.id > $2::uuid)
order by e.id limit $3::int
