-- Shows a part of the graph that was met before: part (start, next, truncated, entity_ids, relation_ids). Each row is
-- looked up by itself (limit 1): joined, the table would be read whole. $4 is the time of belief, infinity for now.
entity as materialized (
  select w.place, jsonb_build_object(
    'id', e.id, 'name', e.name, 'type', e.type, 'is_self', e.is_self, 'created_at', aimi_instant(e.created_at),
    'aliases', array(
      select n.name from entity_names n
      where n.entity_id = e.id and n.key not in ('user', aimi_name_key(e.name)) order by n.created_at, n.key),
    'merged', array(
      select jsonb_build_object('id', m.id, 'name', m.name, 'merged_at', aimi_instant(m.merged_at))
      from entities m where m.merged_into = e.id order by m.merged_at, m.id)) as shown
  from part, unnest(part.entity_ids) with ordinality as w (id, place), lateral (
    select e.* from entities e where e.id = w.id limit 1) as e
),
relation as materialized (
  select w.place, jsonb_build_object(
    'id', r.id, 'subject_id', r.subject_id, 'predicate', r.predicate, 'object_id', r.object_id,
    'valid_from', aimi_instant(behind.valid_from), 'valid_to', aimi_instant(behind.valid_to),
    'status', behind.status, 'memories', behind.memories) as shown
  from part, unnest(part.relation_ids) with ordinality as w (id, place), lateral (
    select r.* from relations r where r.id = w.id limit 1) as r, lateral (
    select min(b.valid_from) as valid_from,
      case when bool_and(b.valid_to is not null) then max(b.valid_to) end as valid_to,
      case when bool_and(b.status = 'outdated') then 'outdated' else 'active' end as status,
      coalesce(jsonb_agg(b.shown order by b.place) filter (where b.place <= 10), '[]') as memories
    from (
      select row_number() over (order by m.memory_id desc) as place, v.status,
        coalesce(v.valid_from, aimi_said_at(m.memory_id)) as valid_from,
        coalesce(v.valid_to, case v.status when 'outdated' then v.created_at end) as valid_to,
        jsonb_build_object('id', m.memory_id, 'content', v.content, 'type', v.type, 'status', v.status) as shown
      from memory_relations m, lateral (
        select v.* from memory_versions v
        where v.memory_id = m.memory_id and v.created_at <= $4::timestamptz
          and (v.superseded_at is null or v.superseded_at > $4::timestamptz) limit 1) as v
      where m.relation_id = r.id
    ) as b) as behind
)
select part.start, part.next, part.truncated,
  (select coalesce(jsonb_agg(entity.shown order by entity.place), '[]') from entity) as entities,
  (select coalesce(jsonb_agg(relation.shown order by relation.place), '[]') from relation) as relations
from part
