-- As 0028 made it, but for one thing: the person's answer is what they say next. Whoever said something else after the
-- question, "no" for one, is asked again. A turn that was given it and could not delete has asked anew.
create or replace function aimi_confirm(tenant text, owner uuid, conversation uuid, of_kind text, item uuid, turn uuid,
  said timestamptz, now timestamptz) returns text
  language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
declare
  is_there boolean;
  is_given boolean;
begin
  is_there := case of_kind
    when 'goal' then exists (select from goals g where g.id = item and g.owner_id = owner)
    when 'task' then exists (select from tasks t where t.id = item and t.owner_id = owner)
    else exists (select from events e where e.id = item and e.owner_id = owner)
  end;
  if not is_there then
    return case when exists (select from confirmations c where c.owner_id = owner and c.conversation_id = conversation
      and c.kind = of_kind and c.item_id = item and c.given_in = turn) then 'done' else 'missing' end;
  end if;
  delete from confirmations c where c.owner_id = owner and c.asked_at < aimi_confirm.now - interval '1 day';
  insert into confirmations as c (tenant_id, owner_id, conversation_id, kind, item_id, turn_id, asked_at)
  values (tenant, owner, conversation, of_kind, item, turn, aimi_confirm.now)
  on conflict (owner_id, conversation_id, kind, item_id) do update set (turn_id, asked_at, given_in) = (
    select case when answers then c.turn_id else excluded.turn_id end,
      case when answers then c.asked_at else excluded.asked_at end,
      case when answers then excluded.turn_id end
    from (select c.given_in is not distinct from excluded.turn_id
      or c.turn_id <> excluded.turn_id and said > c.asked_at
        and c.asked_at >= excluded.asked_at - interval '15 minutes'
        and not exists (select from turns between_them
          where between_them.conversation_id = c.conversation_id
            and between_them.accepted_at > c.asked_at and between_them.accepted_at < said
            and between_them.id is distinct from c.given_in)) as known (answers))
  returning c.given_in is not null into is_given;
  return case when is_given then 'given' else 'asked' end;
end $$;
