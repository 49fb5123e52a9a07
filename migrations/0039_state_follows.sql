-- How many words of a line a text says, too.
create function aimi_shared_words(line text, content text) returns int
  language sql immutable parallel safe
  return cardinality(array(select unnest(aimi_lexemes(line)) intersect select unnest(aimi_lexemes(content))));

-- Lines that sessions wrote of the person's state follow the memories that rest on all that they rest on: they are
-- closed where these hold no longer, and away where they are erased. A line stays as long as something that is still
-- believed of the same messages says it as well; what a client wrote stays; and a summary, which rests on a whole
-- session, takes no line along. The state counts before, as whoever changes it does. Called in the statement that
-- changes the memories, after the graph.
create function aimi_take_lines(owner uuid, memory_ids uuid[], instant timestamptz, erases boolean) returns void
  language plpgsql volatile as $$
declare
  line_ids uuid[];
  next_version int;
begin
  select u.version + 1 into next_version from user_states u where u.owner_id = owner for update;
  if not found then
    return;
  end if;
  line_ids := array(
    select l.id from user_state_lines l
    where l.owner_id = owner and l.written_by = 'session' and (erases or l.until_version is null)
      and exists (select from user_state_sources s where s.line_id = l.id)
      and (
        select max(aimi_shared_words(l.content, v.content))
        from memory_versions v
        where v.memory_id = any (memory_ids) and not v.metadata ? 'summary_of_session'
          and not exists (
            select from user_state_sources s
            where s.line_id = l.id and not exists (
              select from memory_sources m where m.memory_id = v.memory_id and m.message_id = s.message_id))
      ) > (
        select coalesce(max(aimi_shared_words(l.content, believed.content)), -1)
        from (
          select m.memory_id from user_state_sources s join memory_sources m on m.message_id = s.message_id
          where s.line_id = l.id and not (erases and m.memory_id = any (memory_ids))
          group by m.memory_id
        ) as other cross join lateral (
          select v.content, v.status, v.metadata from memory_versions v where v.memory_id = other.memory_id
          order by v.version desc limit 1
        ) as believed
        where believed.status = 'active' and not believed.metadata ? 'summary_of_session'
      ));
  if cardinality(line_ids) = 0 then
    return;
  end if;
  update user_states u set version = next_version, updated_at = greatest(instant, u.updated_at) where u.owner_id = owner;
  if erases then
    delete from user_state_lines l where l.id = any (line_ids);
  else
    update user_state_lines l set until_version = next_version, removed_at = instant where l.id = any (line_ids);
  end if;
end $$;

do $do$
declare
  edit record;
  before text;
begin
  for edit in
    select * from (values
      -- What is not to be learnt from any more waits no more.
      ($$  if owner = any (aimi_leaving()) then
    return '{"outcome": "gone"}';
  end if;
$$, $$  if owner = any (aimi_leaving()) then
    return '{"outcome": "gone"}';
  end if;
  if is_stretch and exists (
    select from conversations c join tenants t on t.id = c.tenant_id
    where c.id = talk and not coalesce(c.extraction, t.extraction, true))
  then
    return '{"outcome": "gone"}';
  end if;
$$),

      -- The person's state follows.
      ($$  added uuid[] := '{}';
$$, $$  added uuid[] := '{}';
  superseded_ids uuid[] := '{}';
$$),
      ($$    elsif decision = 'update' then
$$, $$    elsif decision = 'update' then
      superseded_ids := superseded_ids || kept;
$$),
      ($$  if cardinality(pending) > 0 then
$$, $$  if cardinality(superseded_ids) > 0 then
    perform aimi_take_lines(owner, superseded_ids, noted_at, false);
  end if;
  if cardinality(pending) > 0 then
$$)
    ) as edit (old, new)
  loop
    before := pg_get_functiondef('aimi_learn'::regproc);
    if position(edit.old in before) = 0 then
      raise exception 'aimi_learn is not as this migration expects it: %', edit.old;
    end if;
    execute replace(before, edit.old, edit.new);
  end loop;
end $do$;
