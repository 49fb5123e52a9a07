-- What came by the API between a session that no turn belongs to and the session before it: such a session is made where
-- a summary is asked for and nobody chatted. Ids grow with time.
create function aimi_brought(session uuid, conversation uuid) returns setof messages
  language sql stable
as $$
  select m.* from messages m
  where m.conversation_id = conversation and m.turn_id is null and m.archived_at is null and m.id < session
    and m.id > coalesce(
      (select s.id from sessions s where s.conversation_id = conversation and s.id < session order by s.id desc limit 1),
      '00000000-0000-0000-0000-000000000000')
$$;
