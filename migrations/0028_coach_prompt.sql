-- What a turn reads of the coach's rows is found by itself, however much lies before and after it.
create index goals_active on goals (owner_id, target_date, id) where status = 'active';
create index events_once on events (owner_id, starts_at) where recurrence is null;
create index events_recurring on events (owner_id, last_ends_at) where recurrence is not null;
create index reminders_standing on reminders (owner_id, due_at) where kind = 'reminder' and status in ('scheduled', 'due');

-- What happens once and goes on for days is found however long ago it began.
create index events_long on events (owner_id, last_ends_at)
  where recurrence is null and last_ends_at - starts_at > interval '1 day';

-- What a prompt says of what a person wants, has to do and has coming. It gives a day more than can be today anywhere,
-- and recurring events by their rule: what is today, and when a rule comes next, is found where zones and rules are known.
create function aimi_coach_knowledge(owner uuid, now timestamptz) returns jsonb
  language plpgsql stable set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
#variable_conflict use_column
begin
  return jsonb_build_object(
    'goals', (
      select coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'title', g.title, 'targetDate', g.target_date,
        'openTasks', t.open, 'progress', coalesce(g.progress, round(100.0 * t.done / greatest(t.open + t.done, 1))::int))
        order by g.target_date, g.id), '[]')
      from (
        select * from goals where owner_id = owner and status = 'active' order by target_date, id limit 12
      ) as g, lateral (
        select count(*) filter (where status = 'open')::int as open, count(*) filter (where status = 'done')::int as done
        from tasks where goal_id = g.id
      ) as t),
    -- The latest that are overdue, and what is due next.
    'tasks', (
      select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'title', t.title, 'goalId', t.goal_id,
        'dueAt', (extract(epoch from t.due_at) * 1000)::bigint, 'recurrence', t.recurrence) order by t.due_at, t.id), '[]')
      from (
        (select * from tasks where owner_id = owner and status = 'open' and due_at < now
          order by due_at desc, id desc limit 10)
        union all
        (select * from tasks where owner_id = owner and status = 'open' and due_at >= now
          and due_at < now + interval '26 hours' order by due_at, id limit 10)
      ) as t),
    'events', (
      select coalesce(jsonb_agg(jsonb_build_object('id', e.id, 'title', e.title, 'location', e.location,
        'startsAt', (extract(epoch from e.starts_at) * 1000)::bigint, 'endsAt', (extract(epoch from e.ends_at) * 1000)::bigint,
        'timeZone', e.time_zone, 'recurrence', e.recurrence) order by e.starts_at, e.id), '[]')
      from (
        (select * from events where owner_id = owner and recurrence is null and starts_at >= now - interval '1 day'
          and starts_at < now + interval '7 days' and coalesce(ends_at, starts_at) >= now order by starts_at limit 10)
        union all
        (select * from events where owner_id = owner and recurrence is null and last_ends_at - starts_at > interval '1 day'
          and last_ends_at >= now and starts_at < now - interval '1 day' order by last_ends_at limit 5)
        union all
        (select * from events where owner_id = owner and recurrence is not null and last_ends_at is null limit 30)
        union all
        (select * from events where owner_id = owner and recurrence is not null and last_ends_at >= now
          order by last_ends_at limit 15)
      ) as e),
    'reminders', (
      select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'text', r.text, 'recurrence', r.recurrence,
        'dueAt', (extract(epoch from r.due_at) * 1000)::bigint, 'isOpen', r.status = 'due') order by r.due_at, r.id), '[]')
      from (
        select * from reminders where owner_id = owner and kind = 'reminder' and status in ('scheduled', 'due')
          and due_at >= now - interval '1 day' and due_at < now + interval '26 hours' order by due_at, id limit 12
      ) as r));
end $$;

-- Deleting asks first: who asked in which conversation, and the turn in which the person has said yes. Rows are of no
-- use after a quarter of an hour.
create table confirmations (
  tenant_id text not null references tenants (id),
  owner_id uuid not null,
  conversation_id uuid not null,
  kind text not null check (kind in ('goal', 'task', 'event')),
  item_id uuid not null,
  turn_id uuid not null, -- that asked
  asked_at timestamptz(3) not null,
  given_in uuid, -- the turn that may delete
  primary key (owner_id, conversation_id, kind, item_id)
);
select aimi_isolate('confirmations');
grant select, insert, update, delete on confirmations to aimi_app;

-- Asks, unless a turn before this one did within a quarter of an hour, and what the person says now is what they said next:
-- then it is given. Whoever said something else after the question, "no" for one, is asked again. A turn that runs again
-- asks again, and one that was given it has it still.
create function aimi_confirm(tenant text, owner uuid, conversation uuid, of_kind text, item uuid, turn uuid,
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
