-- What happens once and goes on for days is found however long ago it began: on the third day of a holiday the coach
-- knew of none.
create index events_long on events (owner_id, last_ends_at)
  where recurrence is null and last_ends_at - starts_at > interval '1 day';

create or replace function aimi_coach_knowledge(owner uuid, now timestamptz) returns jsonb
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
