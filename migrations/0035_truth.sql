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

do $$
declare
  before constant text := pg_get_functiondef('aimi_person_knowledge'::regproc);
  after constant text := replace(before, 'not aimi_is_outdated_summary(', 'not aimi_tells_outdated(');
begin
  if after = before then
    raise exception 'aimi_person_knowledge is not as this migration expects it';
  end if;
  execute after;
end $$;
