-- A search that is limited weighs of each text what was said last among what fits. Until now it took the ten last times
-- of all, so that what was said again and again elsewhere hid where else it was said. What does not fit still lends to
-- its surroundings.
select aimi_edit(name, $$
  near as materialized (
    select said.*, near.text_hash, near.distance
    from (
      select distinct * from unnest(near_owners, near_texts, near_distances)
    ) as near (owner_id, text_hash, distance), lateral ($$, $$
  nearest as not materialized (
    select distinct * from unnest(near_owners, near_texts, near_distances) as text (owner_id, text_hash, distance)
  ),
  near as materialized (
    select said.*, near.text_hash, near.distance
    from nearest as near, lateral ($$),
  aimi_edit(name, $$
      order by m.created_at desc, m.id desc limit 10) as said
  ),$$, $$
      order by m.created_at desc, m.id desc limit 10) as said
    union all
    select said.*, near.text_hash, near.distance
    from nearest as near, lateral (
      select earlier.* from (
        select m.id, m.owner_id, m.conversation_id, m.created_at, m.importance from messages m
        where m.owner_id = near.owner_id and m.text_hash = near.text_hash and m.archived_at is null
          and m.created_at <= as_of
        order by m.created_at desc, m.id desc offset 10) as earlier
      where earlier.id = any (fitting)
      order by earlier.created_at desc, earlier.id desc limit 10) as said
    where fitting is not null
  ),$$)
from unnest(array['aimi_search_owner', 'aimi_search_tenant']) as name;

-- In a tenant a text is a text of somebody: what others say in the same words takes no place from what fits.
select aimi_edit('aimi_search_tenant', 'array_agg(m.text_hash) into fitting, fitting_texts',
    'array_agg(uuid_send(m.owner_id) || m.text_hash) into fitting, fitting_texts'),
  aimi_edit('aimi_search_tenant', 'where e.text_hash = any (fitting_texts)',
    'where uuid_send(e.owner_id) || e.text_hash = any (fitting_texts)');

-- As of an instant a memory says what it said then, and weighs what it weighs now.
select aimi_edit(name, $$
        select v.memory_id, v.type, v.content, v.metadata, v.importance
        from memory_versions v where v.id = k.id offset 0) as v,$$, $$
        select v.memory_id, v.type, v.content, v.metadata, case when v.superseded_at is null then v.importance else (
            select now.importance from memory_versions now
            where now.memory_id = v.memory_id and now.superseded_at is null) end as importance
        from memory_versions v where v.id = k.id offset 0) as v,$$)
from unnest(array['aimi_search_owner', 'aimi_search_tenant']) as name;

-- What many of a tenant say in the same words is equally near: whose is looked at does not hang on where its row lies.
select aimi_edit('aimi_search_tenant', 'order by e.bits <~> query_bits, e.text_hash limit pool_size',
    'order by e.bits <~> query_bits, e.text_hash, e.owner_id limit pool_size'),
  aimi_edit('aimi_search_tenant', 'order by e.distance, e.text_hash limit pool_size',
    'order by e.distance, e.text_hash, e.owner_id limit pool_size');
