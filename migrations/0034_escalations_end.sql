-- What changes nothing leaves a reminder's version, as it does with goals. Its one time that waits may be given again.
create function aimi_leaves_reminder(r reminders, change jsonb, next jsonb) returns boolean
  language sql stable
  return aimi_tell_reminder(r) @> change and (next is null or (
    select count(*) = 1 and bool_and(o.state = 'waiting' and not o.is_extra and aimi_ms(o.due_at) = (next ->> 'dueAt')::bigint)
    from occurrences o where o.reminder_id = r.id and (o.settled_at is null or o.state = 'due')));

-- Whoever takes an escalation away means the one under way, too; another time for it counts for what is open. Whoever
-- tells it again at that moment notes so, and goes on by what the reminder says by then.
create function aimi_escalate_anew(r reminders, request text, now timestamptz, out waiting jsonb, out dropped jsonb)
  language plpgsql
as $$
declare
  told occurrences;
  new_at timestamptz;
begin
  select * into told from occurrences o where o.reminder_id = r.id and o.state = 'due' and o.settled_at is not null;
  if not found then
    return;
  end if;
  if r.escalate_after_seconds is not null and r.channel <> 'inbox' and told.escalations < 2 then
    new_at := greatest(now, told.settled_at + (told.escalations + 1) * make_interval(secs => r.escalate_after_seconds));
    if told.lease_until > now then
      return;
    end if;
    waiting := jsonb_build_object('id', told.id, 'dueAt', aimi_ms(new_at));
    insert into outbox as kept (id, tenant_id, owner_id, queue, body, created_at, due_at)
    values (told.id, r.tenant_id, r.owner_id, 'reminders', aimi_reminder_job('remind', r.id, new_at, request), now,
      case when new_at <= now + interval '15 minutes' then new_at else now end + interval '1 minute')
    on conflict (id) do update set body = excluded.body, due_at = excluded.due_at;
    delete from outbox b where b.id = aimi_unschedule_id(r.id, new_at);
  else
    delete from outbox b where b.id = told.id;
  end if;
  update occurrences o set escalate_at = new_at where o.id = told.id;
  if told.escalate_at > now + interval '15 minutes' and told.escalate_at is distinct from new_at then
    insert into outbox (id, tenant_id, owner_id, queue, body, created_at, due_at)
    values (aimi_unschedule_id(r.id, told.escalate_at), r.tenant_id, r.owner_id, 'reminders',
      aimi_reminder_job('unschedule', r.id, told.escalate_at, request), now, now + interval '1 minute')
    on conflict (id) do nothing;
    dropped := jsonb_build_array(jsonb_build_object('reminderId', r.id, 'dueAt', aimi_ms(told.escalate_at)));
  end if;
end $$;

-- The rest of these functions stays as it was.
do $$
declare
  edit record;
  before text;
  after text;
begin
  for edit in
    select * from (values
      (1, 'aimi_change_reminder', $was$
  r reminders;
$was$, $becomes$
  r reminders;
  was reminders;
$becomes$),
      (2, 'aimi_change_reminder', $was$
  if change ? 'timeZone' then
$was$, $becomes$
  if (next is null or not is_move) and aimi_leaves_reminder(r, change, next) then
    return aimi_written(r.id, null, null, null);
  end if;
  was := r;
  if change ? 'timeZone' then
$becomes$),
      (3, 'aimi_change_reminder', $was$
  end if;
  return aimi_written(r.id, waiting, dropped, closed);
$was$, $becomes$
  elsif r.escalate_after_seconds is distinct from was.escalate_after_seconds
    or (r.channel = 'inbox') <> (was.channel = 'inbox')
  then
    select e.* into waiting, dropped from aimi_escalate_anew(r, given ->> 'requestId', now) e;
  end if;
  return aimi_written(r.id, waiting, dropped, closed);
$becomes$),
      (4, 'aimi_settle_reminders', $was$ and told.escalations + given.is_again::int < 2 then$was$,
        $becomes$ and told.escalations + given.is_again::int < 2
        and r.escalate_after_seconds is not null and r.channel <> 'inbox' then$becomes$),
      -- Taken away or closed while somebody told it again: the claim stands until they have noted that.
      (5, 'aimi_settle_reminders', $was$ and o.escalate_at = given.at else$was$,
        $becomes$ and (o.escalate_at = given.at or o.escalate_at is null and o.lease_until is not null) else$becomes$)
    ) as edits (place, name, was, becomes) order by place
  loop
    before := pg_get_functiondef(edit.name::regproc);
    after := replace(before, edit.was, edit.becomes);
    if after = before then
      raise exception '% is not as this migration expects it: %', edit.name, edit.was;
    end if;
    execute after;
  end loop;
end $$;
