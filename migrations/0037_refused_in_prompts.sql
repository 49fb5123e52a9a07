-- Whether something was learnt from a message that is of a type which may not be kept of its person now; a reply goes by
-- the message that it answers.
create function aimi_rests_on_refused(message uuid) returns boolean
  language plpgsql stable set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
begin
  return exists (
    select from messages m left join turns t on t.id = m.turn_id
      join memory_sources s on s.message_id = coalesce(t.user_message_id, m.id)
      join memory_versions v on v.memory_id = s.memory_id and v.superseded_at is null
    where m.id = message and v.type = any (aimi_refused_types(m.tenant_id, m.owner_id)));
end $$;

-- A prompt says nothing of a type that may not be kept of its person, and is told which those are, and since when they
-- are taken back. The rest of the function stays as it was.
do $$
declare
  text text := pg_get_functiondef('aimi_person_knowledge'::regproc);
  change text[];
begin
  foreach change slice 1 in array array[
    [E'#variable_conflict use_column\nbegin\n',
     E'#variable_conflict use_column\ndeclare\n  refused constant text[] := aimi_refused_types(aimi_tenant(), owner);\nbegin\n'],
    ['return jsonb_build_object(',
     'return jsonb_build_object(
    ''refused'', (
      select coalesce(jsonb_agg(jsonb_build_object(''type'', kind, ''since'', (
        select case when not c.granted then (extract(epoch from c.created_at) * 1000)::bigint end
        from consents c where c.owner_id = owner and c.type = kind order by c.id desc limit 1)) order by kind), ''[]'')
      from unnest(refused) as kind),'],
    ['where l.owner_id = owner and l.until_version is null)',
     'where l.owner_id = owner and l.until_version is null and l.type <> all (refused))'],
    ['from aimi_graph_facts(owner, query, 12) as f)',
     'from aimi_graph_facts(owner, query, 12) as f
      where not exists (select from memory_versions v
        where v.memory_id = f.memory_id and v.superseded_at is null and v.type = any (refused)))']
  ] loop
    if position(change[1] in text) = 0 then
      raise exception 'aimi_person_knowledge is not as this migration expects it';
    end if;
    text := replace(text, change[1], change[2]);
  end loop;
  execute text;
end $$;
