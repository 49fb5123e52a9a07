-- A person has thousands of sessions, and those whose summaries a prompt shows are found by themselves.
create index sessions_summarized on sessions (conversation_id, id) where summary is not null;
create index sessions_summarized_by_owner on sessions (owner_id, id) where summary is not null;

-- Whether something that was learnt from a message is outdated by now; a reply goes by the message that it answers. What
-- a whole session came to is learnt from none.
create function aimi_is_outdated(message uuid) returns boolean
  language plpgsql stable set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
begin
  return (
    select coalesce(bool_or(v.status = 'outdated'), false)
    from messages m left join turns t on t.id = m.turn_id
      join memory_sources s on s.message_id = coalesce(t.user_message_id, m.id)
      join memory_versions v on v.memory_id = s.memory_id and v.superseded_at is null
    where m.id = message and not v.metadata ? 'summary_of_session');
end $$;

-- A summary tells nothing that holds where all that was learnt from its messages is outdated.
create function aimi_is_outdated_summary(memory uuid) returns boolean
  language plpgsql stable set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
begin
  return (
    select coalesce(bool_and(v.status = 'outdated'), false)
    from memory_sources s join memory_sources fact on fact.message_id = s.message_id
      join memory_versions v on v.memory_id = fact.memory_id and v.superseded_at is null
    where s.memory_id = memory and not v.metadata ? 'summary_of_session');
end $$;

-- What a prompt says of a person beside memories: their state, what the last sessions came to, and relations of whom
-- and what the message names. Plans are kept, as a turn's are.
create function aimi_person_knowledge(owner uuid, conversation uuid, query text) returns jsonb
  language plpgsql stable set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
#variable_conflict use_column
begin
  return jsonb_build_object(
    'state', (
      select coalesce(jsonb_agg(jsonb_build_object('part', l.part, 'content', l.content,
        'createdAt', (extract(epoch from l.created_at) * 1000)::bigint)
        order by array_position(array['profile', 'working_on', 'preferences', 'open_threads'], l.part), l.position, l.id), '[]')
      from user_state_lines l where l.owner_id = owner and l.until_version is null),
    -- In the words of the memory that it is as well: what was erased or corrected there is told no more.
    'summaries', (
      select coalesce(jsonb_agg(jsonb_build_object('id', s.memory_id, 'title', s.title, 'summary', s.content,
        'endedAt', (extract(epoch from s.ended_at) * 1000)::bigint) order by s.is_here desc, s.id desc), '[]')
      from (
        (select s.id, v.memory_id, v.content, s.ended_at, true as is_here, c.title
          from sessions s join conversations c on c.id = s.conversation_id
            join memory_versions v on v.memory_id = s.summary_memory_id and v.superseded_at is null and v.status = 'active'
          where s.conversation_id = conversation and s.summary is not null
            and not aimi_is_outdated_summary(s.summary_memory_id)
          order by s.id desc limit 1)
        union all
        (select s.id, v.memory_id, v.content, s.ended_at, false, c.title
          from sessions s join conversations c on c.id = s.conversation_id
            join memory_versions v on v.memory_id = s.summary_memory_id and v.superseded_at is null and v.status = 'active'
          where s.owner_id = owner and s.conversation_id <> conversation and s.summary is not null
            and not aimi_is_outdated_summary(s.summary_memory_id)
          order by s.id desc limit 3)
      ) as s),
    'facts', (
      select coalesce(jsonb_agg(jsonb_build_object('memoryId', f.memory_id, 'subject', f.subject,
        'predicate', f.predicate, 'object', f.object, 'since', (extract(epoch from f.since) * 1000)::bigint)), '[]')
      from aimi_graph_facts(owner, query, 12) as f));
end $$;
