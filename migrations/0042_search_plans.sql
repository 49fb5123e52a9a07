-- Changes a part of a function; the rest of it stays as it was. One that is not as the change expects it ends the migration.
create function aimi_edit(name text, was text, becomes text) returns void
  language plpgsql
as $$
declare
  before text := pg_get_functiondef(name::regproc);
begin
  if position(was in before) = 0 then
    raise exception '% is not as this migration expects it: %', name, was;
  end if;
  execute replace(before, was, becomes);
end $$;

-- A search reads no more than it weighs, whatever Postgres knows of its tables. Where they were never analysed, a row
-- seems to stand alone, and a join with it may read all that its owner has, once for every row: each look-up is closed
-- off, so that it goes by its own index. A plan is made anew only for steps that need one for their lists.
select aimi_edit(name, E') as p\n    where p.created_at <= as_of', E' offset 0) as p\n    where p.created_at <= as_of'),
  aimi_edit(name, $$
      left join embeddings e on e.owner_id = fact.owner_id and e.model = query_model and e.text_hash = fact.text_hash
        and e.dimensions = query_width
    where h.id in$$, $$
      left join lateral (
        select e.vector from embeddings e
        where e.owner_id = fact.owner_id and e.model = query_model and e.text_hash = fact.text_hash
          and e.dimensions = query_width
        offset 0) as e on true
    where h.id in$$),
  aimi_edit(name, $$
    from surrounded s join messages m on m.id = s.id
      -- Nothing is looked up for a null.
      left join embeddings e on e.owner_id = m.owner_id and e.model = query_model
        and e.text_hash = case when s.vector is null then m.text_hash end and e.dimensions = query_width$$, $$
    from surrounded s, lateral (
        select m.id, m.owner_id, m.conversation_id, m.role, m.name, m.content, m.metadata, m.created_at, m.importance,
          m.text_hash
        from messages m where m.id = s.id offset 0) as m
      left join lateral (
        select e.vector from embeddings e
        where s.vector is null and e.owner_id = m.owner_id and e.model = query_model and e.text_hash = m.text_hash
          and e.dimensions = query_width
        offset 0) as e on true$$),
  aimi_edit(name, $$
      from picked join memory_versions v on v.id = picked.id
        left join embeddings e on e.owner_id = v.owner_id and e.model = query_model and e.text_hash = v.text_hash
          and e.dimensions = query_width$$, $$
      from picked, lateral (
          select v.id, v.memory_id, v.owner_id, v.created_at, v.text_hash
          from memory_versions v where v.id = picked.id offset 0) as v
        left join lateral (
          select e.vector from embeddings e
          where e.owner_id = v.owner_id and e.model = query_model and e.text_hash = v.text_hash
            and e.dimensions = query_width
          offset 0) as e on true$$),
  aimi_edit(name, $$ join memory_sources s on s.memory_id = k.id;$$, $$, lateral (
      select s.memory_id, s.message_id from memory_sources s where s.memory_id = k.id offset 0) as s;$$),
  aimi_edit(name, $$
      join memory_versions v on v.id = k.id join memories m on m.id = v.memory_id
    where wants_memories$$, $$,
      lateral (
        select v.memory_id, v.type, v.content, v.metadata, v.importance
        from memory_versions v where v.id = k.id offset 0) as v,
      lateral (select m.created_at from memories m where m.id = v.memory_id offset 0) as m
    where wants_memories$$),
  aimi_edit(name, $$
  perform set_config('plan_cache_mode', 'force_custom_plan', true);
  if query_vector is not null and fitting_texts is not null then$$, $$
  if query_vector is not null and fitting_texts is not null then
    perform set_config('plan_cache_mode', 'force_custom_plan', true);$$),
  aimi_edit(name, $$
  if found then
    select array_agg(v.id)$$, $$
  if found then
    perform set_config('plan_cache_mode', 'force_custom_plan', true);
    select array_agg(v.id)$$),
  aimi_edit(name, $$
  if not is_filtered then
    perform set_config('plan_cache_mode', 'force_generic_plan', true);
  end if;
  return query$$, $$
  perform set_config('plan_cache_mode',
    case when is_filtered then 'force_custom_plan' else 'force_generic_plan' end, true);
  return query$$)
from unnest(array['aimi_search_owner', 'aimi_search_tenant']) as name;
