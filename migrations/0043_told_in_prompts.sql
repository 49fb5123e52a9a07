-- Of what was recalled of a person, what a prompt does not tell: messages, and summaries of sessions, of which anything
-- learnt is untrue by now; and messages from which anything was learnt that may not be kept of its person. What a reply
-- says goes with what it answers.
create function aimi_not_to_tell(whose uuid, told uuid[], summed uuid[]) returns uuid[]
  language plpgsql stable set plan_cache_mode = force_generic_plan
as $$
begin
  return array(
    select message.id
    from unnest(told) as recalled (id), lateral (
        select m.id, m.turn_id from messages m where m.id = recalled.id offset 0) as message
      left join lateral (select t.user_message_id as id from turns t where t.id = message.turn_id offset 0) as asked on true,
      lateral (
        select s.memory_id from memory_sources s where s.message_id = coalesce(asked.id, message.id) offset 0) as fact,
      lateral (
        select v.status, v.type, v.metadata from memory_versions v
        where v.memory_id = fact.memory_id and v.superseded_at is null offset 0) as known
    where known.status = 'outdated' and not known.metadata ? 'summary_of_session'
      or known.type = any ((select aimi_refused_types(aimi_tenant(), whose))::text[])
    union all
    select recalled.id from unnest(summed) as recalled (id) where aimi_tells_outdated(recalled.id));
end $$;
