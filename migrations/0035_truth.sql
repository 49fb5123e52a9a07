-- Whether a summary tells something that holds no longer: what else was said then is known as memories of its own, so
-- that a prompt does without such a summary. To be believed no more takes that nothing of it holds, as before.
create function aimi_tells_outdated(memory uuid) returns boolean
  language plpgsql stable set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
begin
  return (
    select coalesce(bool_or(v.status = 'outdated'), false)
    from memory_sources s join memory_sources fact on fact.message_id = s.message_id
      join memory_versions v on v.memory_id = fact.memory_id and v.superseded_at is null
    where s.memory_id = memory and not v.metadata ? 'summary_of_session');
end $$;

-- When a memory was said: with the newest of the messages that it rests on, or as it was given where it rests on none.
create function aimi_said_at(memory uuid) returns timestamptz
  language sql stable
  return coalesce(
    (select max((select said.created_at from messages said where said.id = s.message_id))
     from memory_sources s where s.memory_id = memory),
    (select m.created_at from memories m where m.id = memory));

-- Since when what was said later than an instant holds: of a memory, or of the one before it as long as that was said
-- later, too.
create function aimi_changed_after(memory uuid, instant timestamptz) returns timestamptz
  language sql stable
begin atomic
  with recursive later as (
    select m.id, m.supersedes, 1 as step from memories m where m.id = memory
    union all
    select m.id, m.supersedes, later.step + 1 from later join memories m on m.id = later.supersedes
    where aimi_said_at(m.id) > instant
  )
  select coalesce(v.valid_from, aimi_said_at(later.id))
  from later join memory_versions v on v.memory_id = later.id and v.superseded_at is null
  order by later.step desc limit 1;
end;

-- What follows changes parts of functions; the rest of them stays as it was.
do $do$
declare
  edit record;
  before text;
begin
  for edit in
    select * from (values
      ('aimi_person_knowledge', 'not aimi_is_outdated_summary(', 'not aimi_tells_outdated('),

      -- Dates are of when something was said; of two that disagree the one that was said later holds, whichever of them
      -- is learnt first. What was said before is kept as what was true until then.
      ('aimi_graph_facts', 'coalesce(v.valid_from, m.created_at)', 'coalesce(v.valid_from, aimi_said_at(m.id))'),
      ('aimi_follow_version', 'when old.valid_to <= from_then_on and', 'when old.valid_to <= coalesce(changed_at, from_then_on) and'),
      ('aimi_learn', $$  fact_at timestamptz(3);
$$, $$  fact_at timestamptz(3);
  fact_said_at timestamptz(3);
  is_past boolean;
  changed_after timestamptz(3);
  holder uuid;
  -- What holds instead of those facts of this write that are past.
  held_by jsonb := '{}';
$$),
      ('aimi_learn', $$    hash := decode(fact.text_hash, 'hex');
$$, $$    fact_said_at := coalesce((
      select max(m.created_at) from messages m where m.id = any (fact.source_message_ids) and m.owner_id = owner), fact_at);
    hash := decode(fact.text_hash, 'hex');
$$),
      ('aimi_learn', $$    decision := case when fact.action = 'add'$$, $$    if fact.action = 'update' then
      kept := coalesce((held_by ->> kept::text)::uuid, kept);
    end if;
    decision := case when fact.action = 'add'$$),
      ('aimi_learn', $$    if decision = 'update' then
      perform$$, $$    is_past := decision = 'update' and fact_said_at < aimi_said_at(kept);
    if is_past and twin is not null then
      decision := 'add';
      is_past := false;
    elsif is_past then
      holder := kept;
      changed_after := aimi_changed_after(kept, fact_said_at);
      twin := (
        select v.memory_id from memory_versions v
        where v.owner_id = owner and v.text_hash = hash and v.superseded_at is null
          and not v.metadata ? 'summary_of_session'
        order by v.memory_id limit 1);
    elsif decision = 'update' then
      perform$$),
      ('aimi_learn', 'fact_at, fact.valid_from, null)', 'fact_at, coalesce(fact.valid_from, fact_said_at), null)'),
      ('aimi_learn', $$if kept <> all (added) then$$, $$if kept <> all (added) and exists (
        select from memory_versions v where v.memory_id = kept and v.superseded_at is null and v.status = 'active')
      then$$),
      ('aimi_learn', 'fact_at, null, fact.valid_to)', 'fact_at, fact_said_at, fact.valid_to)'),
      ('aimi_learn', $$case when decision = 'update' then kept end, fact_at)$$,
        $$case when decision = 'update' and not is_past then kept end, fact_at)$$),
      ('aimi_learn', $$'created', fact.note,$$,
        $$'created', case when is_past then 'said before what is known now' else fact.note end,$$),
      ('aimi_learn', $$fact.importance, 'active', fact.valid_from, fact.valid_to,$$,
        $$fact.importance, case when is_past then 'outdated' else 'active' end, fact.valid_from,
        case when is_past then greatest(least(fact.valid_to, changed_after), fact.valid_from) else fact.valid_to end,$$),
      ('aimi_learn', $$    became := became || jsonb_build_object(fact.id, kept);
$$, $$    became := became || jsonb_build_object(fact.id, kept);
    if is_past then
      held_by := held_by || jsonb_build_object(kept, holder);
    end if;
$$)
    ) as edit (name, old, new)
  loop
    before := pg_get_functiondef(edit.name::regproc);
    if position(edit.old in before) = 0 then
      raise exception '% is not as this migration expects it: %', edit.name, edit.old;
    end if;
    execute replace(before, edit.old, edit.new);
  end loop;
end $do$;
