-- How a check-in ends. Once the coach's turn is on its way the occurrence is over: nobody need acknowledge it. Its outbox
-- row stays, as the job that sees what the coach said, until the inbox shows that and whoever is to hear it by push has.
create function aimi_settle_check_in(told occurrences, person text, given jsonb, request text, now timestamptz) returns void
  language plpgsql
as $$
begin
  update occurrences o set text = given ->> 'text', closed_at = coalesce(o.closed_at, now),
    state = case when o.state = 'due' then 'acknowledged' else o.state end
  where o.id = told.id;
  if given ->> 'turnId' is null then
    delete from outbox b where b.id = told.id;
  else
    insert into outbox as kept (id, tenant_id, owner_id, queue, body, created_at, due_at)
    values (told.id, told.tenant_id, told.owner_id, 'reminders', jsonb_build_object('kind', 'tell_check_in',
      'user_id', person, 'turn_id', given ->> 'turnId', 'request_id', request), now, now + interval '2 minutes')
    on conflict (id) do update set body = excluded.body, due_at = excluded.due_at;
  end if;
end $$;

-- Of many that look at the end of a check-in at once, one gets it. While the turn runs the next look is put off; a turn
-- that has not ended though the check-in fired before `given_up` has failed.
create function aimi_claim_check_in_end(delivery uuid, turn uuid, lease_ms int, given_up_ms bigint, now_ms bigint) returns jsonb
  language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
declare
  now timestamptz := aimi_at(now_ms);
  held occurrences;
  ran turns;
begin
  select * into held from occurrences o where o.id = delivery and exists (
    select from outbox b where b.id = o.id and b.body ->> 'turn_id' = turn::text)
  for no key update;
  if not found or held.lease_until > now then
    return jsonb_build_object('outcome', 'nothing');
  end if;
  select * into ran from turns t where t.id = turn;
  if coalesce(ran.status, 'running') = 'running' and held.fired_at > aimi_at(given_up_ms) then
    update outbox b set due_at = now + interval '2 minutes' where b.id = delivery;
    return jsonb_build_object('outcome', 'running');
  end if;
  update occurrences o set lease_until = aimi_at(now_ms + lease_ms) where o.id = delivery;
  return jsonb_build_object('outcome', 'ended', 'told', held.told, 'firedAt', aimi_ms(held.fired_at),
    'clientConversationId', held.client_conversation_id,
    'channel', (select r.channel from reminders r where r.id = held.reminder_id),
    'reply', case when ran.status = 'done' then (select m.content from messages m where m.id = ran.reply_message_id) end);
end $$;
