-- By which names a memory speaks of something: a name goes with the last memory that uses it.
alter table memory_entities add column keys text[] not null default '{}';
-- Merging draws all anew that hung on the one.
grant update (entity_id, keys) on memory_entities to aimi_app;
grant update (relation_id) on memory_relations to aimi_app;
grant update (subject_id, object_id) on relations to aimi_app;
create index entities_by_tenant on entities (tenant_id, id);
-- The newest of those that go by a name, whoever of the tenant named it.
create index entity_names_by_tenant on entity_names (tenant_id, key, entity_id);
create index relations_by_owner on relations (owner_id, id);

-- One spelling of what is written in several: as aimi_lexemes does it, with one space between words.
create function aimi_fold(text) returns text
  language sql immutable parallel safe strict
  return btrim(regexp_replace(aimi_bare(aimi_lower(normalize($1, NFKD))) collate "C",
    '[\s\u00a0\u1680\u2000-\u200b\u2028\u2029\u3000]+', ' ', 'g'));

-- Without the signs around it, and an English genitive; those that tell C++ from C# stay.
create function aimi_trim_signs(folded text) returns text
  language sql immutable parallel safe strict
  return regexp_replace(
    regexp_replace(folded collate "C",
      '^[][\s!"''(),./:;<=>?@\\^_`{|}~*\u00a1\u00a7\u00ab\u00b4\u00b7\u00bb\u00bf\u2010-\u2027\u2030-\u205e\u3001-\u3003\u3008-\u301f-]+|'
      '[][\s!"''(),./:;<=>?@\\^_`{|}~*\u00a1\u00a7\u00ab\u00b4\u00b7\u00bb\u00bf\u2010-\u2027\u2030-\u205e\u3001-\u3003\u3008-\u301f-]+$',
      '', 'g'),
    '[''\u2019]s$', '');

-- What a name is found by. The person is "user" to whoever learns; null where nothing but signs is left.
create function aimi_name_key(name text) returns text
  language sql immutable parallel safe strict
  return nullif(regexp_replace(left(aimi_trim_signs(aimi_fold(name)), 200), '^the user$', 'user'), '');

-- Whoever changes an owner's graph waits for the one who does. Memories are locked before it, never after.
create function aimi_lock_graph(owner uuid) returns void
  language sql volatile
  return pg_advisory_xact_lock(hashtextextended('graph/' || owner, 0));

-- Notes what a memory says of whom and what: the names that are known lead to what goes by them, the others to
-- something new. Noting it again changes nothing. Called in the statement that writes the memory.
--   entities  [{"name", "type"}]   relations  [{"subject", "predicate", "object"}] by names; "user" is the person
create function aimi_note_graph(tenant text, owner uuid, memory uuid, entities jsonb, relations jsonb, noted_at timestamptz)
  returns void
  language plpgsql volatile as $$
#variable_conflict use_column
declare
  said_keys text[];
  said_names text[];
  said_types text[];
  person_name text;
begin
  select array_agg(s.key), array_agg(s.name), array_agg(s.type) into said_keys, said_names, said_types
  from (
    select distinct on (n.key) n.key, n.name,
      case when n.type in ('person', 'place', 'organization', 'animal', 'activity', 'thing') then n.type else 'other' end as type
    from (
      select aimi_name_key(e.name) as key, left(btrim(e.name), 200) as name, e.type, 1 as place
      from jsonb_to_recordset(entities) as e (name text, type text)
      union all
      select aimi_name_key(ends.name), left(btrim(ends.name), 200), 'other', 2
      from jsonb_to_recordset(relations) as r (subject text, object text), unnest(array[r.subject, r.object]) as ends (name)
    ) as n
    where n.key is not null order by n.key, n.place
  ) as s;
  if said_keys is null then
    return;
  end if;
  select u.name into person_name
  from (
    select m.tenant_id, m.user_id from memories m where m.id = memory and m.owner_id = owner for key share
  ) as m left join users u on u.tenant_id = m.tenant_id and u.id = m.user_id;
  if not found then
    return;
  end if;
  perform aimi_lock_graph(owner);

  if 'user' = any (said_keys) then
    insert into entities as known (id, tenant_id, owner_id, name, type, is_self, created_at)
    values (aimi_id_at(noted_at), tenant, owner, coalesce(person_name, 'user'), 'person', true, noted_at)
    on conflict (owner_id) where is_self do update set name = excluded.name
    where person_name is not null and known.name <> excluded.name;
    insert into entity_names (owner_id, key, tenant_id, entity_id, name, created_at)
    select owner, n.key, tenant, e.id, n.name, noted_at
    from entities e, (values ('user', 'user'), (aimi_name_key(person_name), person_name)) as n (key, name)
    where e.owner_id = owner and e.is_self and n.key is not null
    on conflict do nothing;
  end if;

  with made as materialized (
    select aimi_id_at(noted_at) as id, s.* from unnest(said_keys, said_names, said_types) as s (key, name, type)
    where (select true from entity_names n where n.owner_id = owner and n.key = s.key) is null
  ),
  new_entity as (
    insert into entities (id, tenant_id, owner_id, name, type, created_at)
    select m.id, tenant, owner, m.name, m.type, noted_at from made m
  )
  insert into entity_names (owner_id, key, tenant_id, entity_id, name, created_at)
  select owner, m.key, tenant, m.id, m.name, noted_at from made m;

  -- What was only named in passing is told to be something now.
  update entities e set type = s.type
  from unnest(said_keys, said_types) as s (key, type) join entity_names n on n.owner_id = owner and n.key = s.key
  where e.id = n.entity_id and e.type = 'other' and s.type <> 'other';

  insert into memory_entities as known (memory_id, entity_id, tenant_id, owner_id, keys)
  select memory, n.entity_id, tenant, owner, array_agg(n.key order by n.key)
  from unnest(said_keys) as s (key) join entity_names n on n.owner_id = owner and n.key = s.key
  group by n.entity_id
  on conflict (memory_id, entity_id) do update
  set keys = array(select distinct key from unnest(known.keys || excluded.keys) as key order by key)
  where not known.keys @> excluded.keys;

  with said as materialized (
    select distinct s.entity_id as subject_id, left(translate(aimi_name_key(r.predicate), ' -', '__'), 100) as predicate,
      o.entity_id as object_id
    from jsonb_to_recordset(relations) as r (subject text, predicate text, object text)
      join entity_names s on s.owner_id = owner and s.key = aimi_name_key(r.subject)
      join entity_names o on o.owner_id = owner and o.key = aimi_name_key(r.object)
    where s.entity_id <> o.entity_id and aimi_name_key(r.predicate) is not null
  ),
  made as (
    insert into relations (id, tenant_id, owner_id, subject_id, predicate, object_id, created_at)
    select aimi_id_at(noted_at), tenant, owner, s.subject_id, s.predicate, s.object_id, noted_at from said s
    on conflict (owner_id, subject_id, predicate, object_id) do nothing
    returning id
  )
  insert into memory_relations (memory_id, relation_id, tenant_id, owner_id)
  select memory, held.id, tenant, owner
  from (
    select made.id from made
    union all
    select r.id from said s join relations r on r.owner_id = owner and r.subject_id = s.subject_id
      and r.predicate = s.predicate and r.object_id = s.object_id
  ) as held
  on conflict do nothing;
end $$;

-- Takes these memories out of the graph, and with them what no other memory speaks of: relations, names, and what
-- went by them. The person stays. Called in the statement that erases the memories.
create function aimi_forget_unsupported(owner uuid, memory_ids uuid[]) returns void
  language plpgsql volatile as $$
declare
  touched uuid[];
  loosened uuid[];
begin
  perform from memory_entities m where m.memory_id = any (memory_ids) and m.owner_id = owner limit 1;
  if not found then
    return;
  end if;
  perform aimi_lock_graph(owner);

  with gone as (
    delete from memory_relations m where m.memory_id = any (memory_ids) and m.owner_id = owner returning m.relation_id
  )
  select array_agg(distinct g.relation_id) into loosened from gone g;
  delete from relations r
  where r.id = any (loosened) and (select true from memory_relations m where m.relation_id = r.id limit 1) is null;

  with gone as (
    delete from memory_entities m where m.memory_id = any (memory_ids) and m.owner_id = owner returning m.entity_id
  )
  select array_agg(distinct g.entity_id) into touched from gone g;
  delete from entities e
  where e.id = any (touched) and not e.is_self
    and (select true from memory_entities m where m.entity_id = e.id limit 1) is null;

  delete from entity_names n using entities e
  where e.id = any (touched) and n.entity_id = e.id
    and (select true from memory_entities m where m.entity_id = e.id and n.key = any (m.keys) limit 1) is null
    and not (e.is_self and n.key in ('user', aimi_name_key(e.name)));
  update entities e set name = n.name
  from (
    select distinct on (n.entity_id) n.entity_id, n.name, bool_or(n.key = aimi_name_key(e.name)) over (partition by n.entity_id) as kept
    from entities e join entity_names n on n.entity_id = e.id
    where e.id = any (touched) and not e.is_self order by n.entity_id, n.created_at, n.key
  ) as n
  where e.id = n.entity_id and not n.kept;
  delete from entities merged
  where merged.merged_into = any (touched) and (
    select true from entity_names n where n.owner_id = owner and n.key = aimi_name_key(merged.name)) is null;
end $$;

-- Two are one: names, memories and relations of the one become the other's, and what was said twice is said once. The
-- owner's graph is locked before.
create function aimi_merge_entity(source uuid, target uuid, instant timestamptz) returns void
  language plpgsql volatile as $$
begin
  update entity_names n set entity_id = target where n.entity_id = source;
  update memory_entities kept set keys = array(
    select distinct key from unnest(kept.keys || twin.keys) as key order by key)
  from memory_entities twin
  where twin.entity_id = source and kept.memory_id = twin.memory_id and kept.entity_id = target;
  update memory_entities m set entity_id = target
  where m.entity_id = source and (
    select true from memory_entities kept where kept.memory_id = m.memory_id and kept.entity_id = target) is null;
  delete from memory_entities m where m.entity_id = source;

  -- What one had to do with the other is no relation any more.
  delete from relations r
  where r.subject_id = source and r.object_id in (source, target) or r.object_id = source and r.subject_id = target;
  with twin as materialized (
    select r.id, kept.id as kept_id
    from relations r join relations kept on kept.owner_id = r.owner_id and kept.predicate = r.predicate
      and kept.subject_id = case r.subject_id when source then target else r.subject_id end
      and kept.object_id = case r.object_id when source then target else r.object_id end
    where r.subject_id = source or r.object_id = source
  )
  insert into memory_relations (memory_id, relation_id, tenant_id, owner_id)
  select m.memory_id, twin.kept_id, m.tenant_id, m.owner_id
  from twin join memory_relations m on m.relation_id = twin.id
  on conflict do nothing;
  delete from relations r using relations kept
  where (r.subject_id = source or r.object_id = source)
    and kept.owner_id = r.owner_id and kept.predicate = r.predicate
    and kept.subject_id = case r.subject_id when source then target else r.subject_id end
    and kept.object_id = case r.object_id when source then target else r.object_id end;
  update relations r set subject_id = target where r.subject_id = source;
  update relations r set object_id = target where r.object_id = source;

  update entities e set type = merged.type from entities merged
  where e.id = target and e.type = 'other' and merged.id = source;
  -- What the one had taken in goes along, so that one step always leads to what it is now.
  update entities e set merged_into = target where e.merged_into = source;
  update entities e set merged_into = target, merged_at = instant where e.id = source;
end $$;

-- From one entity outwards, step by step, the newest relations first; among what is shown, every relation has both of
-- its ends. `instant` is the time of belief, infinity for now.
create function aimi_walk_graph(start uuid, depth int, instant timestamptz, most_entities int, most_relations int)
  returns table (entity_ids uuid[], relation_ids uuid[], truncated boolean)
  language plpgsql stable rows 1 as $$
declare
  edge uuid[] := array[start];
  near_ids uuid[];
  near_subjects uuid[];
  near_objects uuid[];
begin
  entity_ids := edge;
  relation_ids := '{}';
  truncated := false;
  for step in 1 .. depth loop
    select array_agg(n.id), array_agg(n.subject_id), array_agg(n.object_id) into near_ids, near_subjects, near_objects
    from (
      select distinct r.id, r.subject_id, r.object_id
      from unnest(edge) as e (id), lateral (
        select r.id, r.subject_id, r.object_id from relations r where r.subject_id = e.id
        union all
        select r.id, r.subject_id, r.object_id from relations r where r.object_id = e.id) as r
      where r.id <> all (relation_ids) and (instant = 'infinity' or (
        select true from memory_relations m join memory_versions v on v.memory_id = m.memory_id
        where m.relation_id = r.id and v.created_at <= instant and (v.superseded_at is null or v.superseded_at > instant)
        limit 1))
      order by r.id desc limit most_relations - cardinality(relation_ids) + 1
    ) as n;
    exit when near_ids is null;
    truncated := truncated or cardinality(near_ids) > most_relations - cardinality(relation_ids);
    edge := array(
      select f.id
      from (
        select ends.id, min(n.place) as place
        from unnest(near_subjects, near_objects) with ordinality as n (subject_id, object_id, place),
          unnest(array[n.subject_id, n.object_id]) as ends (id)
        where ends.id <> all (entity_ids) and n.place <= most_relations - cardinality(relation_ids)
        group by ends.id
      ) as f
      order by f.place, f.id limit most_entities - cardinality(entity_ids));
    entity_ids := entity_ids || edge;
    near_ids := array(
      select n.id from unnest(near_ids, near_subjects, near_objects) with ordinality as n (id, subject_id, object_id, place)
      where n.subject_id = any (entity_ids) and n.object_id = any (entity_ids) order by n.place
      limit most_relations - cardinality(relation_ids));
    truncated := truncated or cardinality(near_ids) < cardinality(near_subjects);
    relation_ids := relation_ids || near_ids;
    exit when cardinality(edge) = 0;
  end loop;
  return next;
end $$;

-- What is known of whom a query names: the active memories behind their relations, and one step further, but not
-- through the person, to whom all belongs. Of two names that begin or end alike the longer one is meant.
create function aimi_graph_facts(owner uuid, query text, most int)
  returns table (memory_id uuid, subject text, predicate text, object text, since timestamptz)
  language plpgsql stable as $$
#variable_conflict use_column
declare
  folded text;
  words text[];
  named uuid[];
begin
  perform from entity_names n where n.owner_id = owner limit 1;
  if not found then
    return;
  end if;
  folded := aimi_fold(left(query, 4000));
  words := (string_to_array(folded, ' '))[1:300];
  with span as materialized (
    select first, first + more as last,
      left(aimi_trim_signs(array_to_string(words[first : first + more], ' ')), 200) as key
    from generate_subscripts(words, 1) as first, generate_series(0, 4) as more
    where first + more <= cardinality(words)
  ),
  -- One look for each, however many names there are.
  met as materialized (
    select s.first, s.last, (
      select n.entity_id from entity_names n where n.owner_id = owner and n.key = s.key limit 1) as entity_id
    from span s where s.key not in ('', 'user')
  )
  select array_agg(distinct m.entity_id) into named from (select * from met where entity_id is not null) as m
  where not exists (
    select from met longer
    where longer.entity_id is not null and longer.first <= m.first and longer.last >= m.last and longer.last - longer.first > m.last - m.first);
  -- Where no space divides words, a name is looked for in all that is said.
  if folded collate "C" ~ '[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]' then
    named := named || array(
      select n.entity_id from entity_names n
      where n.owner_id = owner and position(n.key in folded) > 0
        and n.key collate "C" ~ '[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]');
  end if;
  named := array(select e.id from unnest(named) as n (id) join entities e on e.id = n.id where not e.is_self);
  if cardinality(named) = 0 then
    return;
  end if;
  return query
  with near as materialized (
    select distinct r.id, r.subject_id, r.predicate, r.object_id from unnest(named) as n (id), lateral (
      (select r.* from relations r where r.subject_id = n.id order by r.id desc limit 100)
      union all
      (select r.* from relations r where r.object_id = n.id order by r.id desc limit 100)) as r
  ),
  beyond as materialized (
    select distinct e.id from near n, unnest(array[n.subject_id, n.object_id]) as ends (id) join entities e on e.id = ends.id
    where not e.is_self and e.id <> all (named)
  ),
  far as materialized (
    select distinct r.id, r.subject_id, r.predicate, r.object_id from beyond b, lateral (
      (select r.* from relations r where r.subject_id = b.id order by r.id desc limit 20)
      union all
      (select r.* from relations r where r.object_id = b.id order by r.id desc limit 20)) as r
    where r.id not in (select n.id from near n)
  ),
  behind as materialized (
    select distinct on (m.memory_id) m.memory_id, r.*
    from (select n.*, 1 as hop from near n union all select f.*, 2 from far f) as r
      join memory_relations m on m.relation_id = r.id
    order by m.memory_id, r.hop, r.id
  )
  select b.memory_id, s.name, b.predicate, o.name, coalesce(v.valid_from, m.created_at)
  from behind b
    join memories m on m.id = b.memory_id
    join memory_versions v on v.memory_id = b.memory_id and v.superseded_at is null and v.status = 'active'
      and coalesce(v.valid_to > now(), true)
    join entities s on s.id = b.subject_id
    join entities o on o.id = b.object_id
  order by b.hop, b.memory_id desc limit most;
end $$;
