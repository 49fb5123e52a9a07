-- Of a turn that was done, the calls of its reply: a client that missed them is handed its own again. Of one that runs,
-- what tools gave in the earlier turns of a message that a client has come back to: they are done, and whoever goes on
-- has to know. It sees what was written before it in the same statement, so it is volatile.
create function aimi_used_tools(which uuid) returns jsonb
  language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
declare
  turn turns;
begin
  select t.* into turn from turns t where t.id = which;
  if turn.status <> 'running' then
    return coalesce((select m.tool_calls from messages m where m.id = turn.reply_message_id), '[]');
  end if;
  return coalesce((
    select jsonb_agg(call.item order by t.accepted_at, t.id, call.place)
    from turns t, lateral (
        select m.tool_calls from messages m where m.id = t.reply_message_id offset 0) as reply,
      jsonb_array_elements(reply.tool_calls) with ordinality as call (item, place)
    where t.conversation_id = turn.conversation_id and t.user_message_id = turn.user_message_id and t.id <> turn.id
      and t.accepted_at >= (select m.created_at from messages m where m.id = turn.user_message_id)
  ), '[]');
end $$;
