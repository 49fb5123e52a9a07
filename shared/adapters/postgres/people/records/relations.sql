-- $1 owner  $2 after or null  $3 limit
select r.id as place, jsonb_build_object(
  'kind', 'relation', 'id', r.id, 'subject_id', r.subject_id, 'predicate', r.predicate, 'object_id', r.object_id,
  'memory_ids', to_jsonb(array(select m.memory_id from memory_relations m where m.relation_id = r.id order by m.memory_id)),
  'created_at', aimi_instant(r.created_at)) as record
from relations r
where r.owner_id = $1::uuid and ($2::uuid is null or r.id > $2::uuid)
order by r.id limit $3::int
