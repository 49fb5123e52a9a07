-- What a name leads to is looked up row by row, whatever Postgres knows of its tables: joined where nothing was ever
-- analysed, relations and versions are read whole for each row that is met.
select aimi_edit('aimi_graph_facts', $$ as r
      join memory_relations m on m.relation_id = r.id
    order by$$, $$ as r, lateral (
      select m.memory_id from memory_relations m where m.relation_id = r.id offset 0) as m
    order by$$),
  aimi_edit('aimi_graph_facts', 'aimi_said_at(m.id)', 'aimi_said_at(b.memory_id)'),
  aimi_edit('aimi_graph_facts', $$
  from behind b
    join memories m on m.id = b.memory_id
    join memory_versions v on v.memory_id = b.memory_id and v.superseded_at is null and v.status = 'active'
      and coalesce(v.valid_to > now(), true)
    join entities s on s.id = b.subject_id
    join entities o on o.id = b.object_id
$$, $$
  from behind b, lateral (
      select v.valid_from from memory_versions v
      where v.memory_id = b.memory_id and v.superseded_at is null and v.status = 'active'
        and coalesce(v.valid_to > now(), true) offset 0) as v, lateral (
      select e.name from entities e where e.id = b.subject_id offset 0) as s, lateral (
      select e.name from entities e where e.id = b.object_id offset 0) as o
$$);
