-- What a person does to a reminder, and what fires it. Whoever touches a reminder's times locks its row first, then
-- occurrences: so claims, settlements and changes of one reminder follow one another, and nothing deadlocks. Instants
-- travel in milliseconds.
create function aimi_ms(instant timestamptz) returns bigint
  language sql stable parallel safe
  return (extract(epoch from instant) * 1000)::bigint;

create function aimi_at(ms bigint) returns timestamptz
  language sql stable parallel safe
  return to_timestamp(ms / 1000.0);

create function aimi_zone_of(tenant text, person text) returns text
  language sql stable
  return coalesce((select u.time_zone from users u where u.tenant_id = tenant and u.id = person), 'UTC');

create function aimi_tell_reminder(r reminders) returns jsonb
  language sql stable
  return jsonb_build_object(
    'id', r.id, 'kind', r.kind, 'text', r.text, 'recurrence', r.recurrence,
    'startsLocal', to_char(r.starts_local, 'YYYY-MM-DD"T"HH24:MI:SS'), 'timeZone', r.time_zone,
    'zone', coalesce(r.time_zone, aimi_zone_of(r.tenant_id, r.user_id)), 'dueAt', aimi_ms(r.due_at),
    'channel', r.channel, 'escalateAfterSeconds', r.escalate_after_seconds,
    'clientConversationId', r.client_conversation_id, 'status', r.status,
    'openDeliveryId', (
      select o.id from occurrences o where o.reminder_id = r.id and o.state = 'due' order by o.due_at desc, o.id desc limit 1),
    'version', r.version, 'createdAt', aimi_ms(r.created_at), 'updatedAt', aimi_ms(r.updated_at));

create function aimi_tell_delivery(o occurrences) returns jsonb
  language sql stable
  return jsonb_build_object(
    'id', o.id, 'reminderId', o.reminder_id, 'kind', o.kind, 'text', o.text,
    'recurrence', (select r.recurrence from reminders r where r.id = o.reminder_id),
    'clientConversationId', o.client_conversation_id, 'dueAt', aimi_ms(o.due_at), 'firedAt', aimi_ms(o.fired_at),
    'state', o.state, 'told', o.told, 'pushed', o.pushed, 'escalations', o.escalations, 'closedAt', aimi_ms(o.closed_at));

-- One letter a schedule that is to go: whoever has it gone finds the row by what it was for.
create function aimi_unschedule_id(reminder uuid, at timestamptz) returns uuid
  language sql stable
  return md5('unschedule ' || reminder || aimi_ms(at))::uuid;

create function aimi_reminder_job(kind text, reminder uuid, at timestamptz, request text) returns jsonb
  language sql stable
  return jsonb_build_object('kind', kind, 'reminder_id', reminder, 'at', aimi_ms(at), 'request_id', request);

-- Lets a reminder fire then. If it does already, that stands, and what follows either follows it.
create function aimi_await(r reminders, waiting jsonb, extra boolean, request text, now timestamptz) returns jsonb
  language plpgsql
as $$
declare
  at timestamptz := aimi_at((waiting ->> 'dueAt')::bigint);
  kept uuid;
begin
  insert into occurrences as twin (id, tenant_id, owner_id, user_id, reminder_id, kind, due_at, is_extra, state, created_at)
  values ((waiting ->> 'id')::uuid, r.tenant_id, r.owner_id, r.user_id, r.id, r.kind, at, extra, 'waiting', now)
  on conflict (reminder_id, due_at) where state = 'waiting' do update set is_extra = twin.is_extra and excluded.is_extra
  returning id into kept;
  insert into outbox (id, tenant_id, owner_id, queue, body, created_at, due_at)
  values (kept, r.tenant_id, r.owner_id, 'reminders', aimi_reminder_job('remind', r.id, at, request), now,
    case when at <= now + interval '15 minutes' then greatest(at, now) else now end + interval '1 minute')
  on conflict (id) do nothing;
  delete from outbox o where o.id = aimi_unschedule_id(r.id, at);
  return jsonb_build_object('id', kept, 'dueAt', aimi_ms(at));
end $$;

-- Takes times that wait away. For one far ahead there may be a schedule: that is to go, too.
create function aimi_drop_times(r reminders, ids uuid[], request text, now timestamptz) returns jsonb
  language plpgsql
as $$
declare
  dropped jsonb;
begin
  delete from outbox o where o.id = any (ids);
  with gone as (
    delete from occurrences o where o.id = any (ids) and o.state = 'waiting' returning o.due_at
  ),
  far as (
    select gone.due_at from gone where gone.due_at > now + interval '15 minutes'
  ),
  job as (
    insert into outbox (id, tenant_id, owner_id, queue, body, created_at, due_at)
    select aimi_unschedule_id(r.id, far.due_at), r.tenant_id, r.owner_id, 'reminders',
      aimi_reminder_job('unschedule', r.id, far.due_at, request), now, now + interval '1 minute'
    from far
    on conflict (id) do nothing
  )
  select coalesce(jsonb_agg(jsonb_build_object('reminderId', r.id, 'dueAt', aimi_ms(far.due_at)) order by far.due_at), '[]')
  into dropped from far;
  return dropped;
end $$;

-- Deliveries are over. One whose telling nobody has noted, and from which a rule is to go on, keeps its outbox row.
create function aimi_close_deliveries(r reminders, ids uuid[], new_state text, now timestamptz) returns jsonb
  language plpgsql
as $$
declare
  goes_on boolean := r.recurrence is not null and r.status <> 'cancelled';
  closed jsonb;
begin
  with over as (
    update occurrences o set state = new_state, closed_at = now, escalate_at = null,
      settled_at = case when goes_on and not o.is_extra then o.settled_at else coalesce(o.settled_at, now) end
    where o.id = any (ids) and o.state = 'due'
    returning o.id, o.due_at, o.settled_at
  ),
  job as (
    delete from outbox b using over where b.id = over.id and over.settled_at is not null
  )
  select coalesce(jsonb_agg(over.id order by over.due_at, over.id), '[]') into closed from over;
  return closed;
end $$;

create function aimi_open_deliveries(reminder uuid) returns uuid[]
  language sql stable
  return coalesce((select array_agg(o.id) from occurrences o where o.reminder_id = reminder and o.state = 'due'), '{}');

-- Status and time follow from the occurrences.
create function aimi_refresh_reminder(reminder uuid) returns reminders
  language plpgsql
as $$
declare
  next_at timestamptz := (select min(o.due_at) from occurrences o where o.reminder_id = reminder and o.state = 'waiting');
  refreshed reminders;
begin
  update reminders r set
    status = case
      when r.status = 'cancelled' then 'cancelled'
      when exists (select from occurrences o where o.reminder_id = reminder and o.state = 'due') then 'due'
      when next_at is not null then 'scheduled'
      when r.recurrence is not null and exists (
        select from occurrences o where o.reminder_id = reminder and o.settled_at is null and not o.is_extra) then 'scheduled'
      else 'acknowledged' end,
    due_at = coalesce(
      next_at,
      (select o.due_at from occurrences o where o.reminder_id = reminder and o.state <> 'waiting'
       order by o.due_at desc limit 1),
      r.due_at)
  where r.id = reminder
  returning r.* into refreshed;
  return refreshed;
end $$;

create function aimi_written(reminder uuid, waiting jsonb, dropped jsonb, closed jsonb) returns jsonb
  language sql
  return jsonb_build_object('outcome', 'written', 'reminder', aimi_tell_reminder(aimi_refresh_reminder(reminder)),
    'waiting', waiting, 'dropped', coalesce(dropped, '[]'), 'closed', coalesce(closed, '[]'));

create function aimi_create_reminder(given jsonb) returns jsonb
  language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
declare
  person jsonb := given -> 'person';
  tenant text := person ->> 'tenantId';
  owner uuid := (person ->> 'ownerId')::uuid;
  claim jsonb := nullif(given -> 'idempotency', 'null');
  now timestamptz := aimi_at((given ->> 'now')::bigint);
  may_provision boolean := (person ->> 'mayProvision')::boolean;
  zone text;
  made record;
  r reminders;
  waiting jsonb;
begin
  if may_provision then
    insert into tenants (id, name, created_at) values (tenant, tenant, now) on conflict do nothing;
  elsif not exists (select from tenants t where t.id = tenant) then
    return jsonb_build_object('outcome', 'tenant_unknown');
  end if;
  insert into users as known (tenant_id, id, owner_id, created_at, last_seen_at)
  values (tenant, person ->> 'userId', owner, now, now)
  on conflict (tenant_id, id) do update set last_seen_at = excluded.last_seen_at
  where known.last_seen_at < excluded.last_seen_at - interval '15 minutes';
  -- Held, so that the person stays in this zone until the reminder is seen by whoever moves them, and none is one too many.
  select coalesce(u.time_zone, 'UTC') into zone from users u
  where u.tenant_id = tenant and u.id = person ->> 'userId' for no key update;
  if not exists (
    select from idempotency_keys k where k.tenant_id = tenant and k.owner_id = owner and k.caller = person ->> 'callerId'
      and k.route = claim ->> 'route' and k.key = claim ->> 'key' and k.created_at >= now - interval '24 hours')
  then
    if given ->> 'timeZone' is null and given ->> 'zone' <> zone then
      return jsonb_build_object('outcome', 'elsewhere', 'zone', zone);
    end if;
    if nullif(given -> 'first', 'null') is null then
      return jsonb_build_object('outcome', 'past');
    end if;
    if (select count(*) from occurrences o where o.owner_id = owner and o.state = 'waiting') >= (given ->> 'most')::int then
      return jsonb_build_object('outcome', 'too_many');
    end if;
  end if;
  select * into made from aimi_first_made(tenant, owner, person ->> 'callerId', claim ->> 'route', claim ->> 'key',
    claim ->> 'requestHash', (given ->> 'id')::uuid, now);
  if not made.fits then
    return jsonb_build_object('outcome', 'mismatch');
  end if;
  if made.is_first then
    insert into reminders (id, tenant_id, owner_id, user_id, kind, text, recurrence, starts_local, time_zone, due_at,
      channel, escalate_after_seconds, client_conversation_id, status, created_at, updated_at)
    values (made.id, tenant, owner, person ->> 'userId', given ->> 'kind', given ->> 'text', given ->> 'recurrence',
      (given ->> 'startsLocal')::timestamp, given ->> 'timeZone', aimi_at((given #>> '{first,dueAt}')::bigint),
      given ->> 'channel', (given ->> 'escalateAfterSeconds')::int, given ->> 'clientConversationId', 'scheduled', now, now)
    returning * into r;
    waiting := aimi_await(r, given -> 'first', false, given ->> 'requestId', now);
  else
    select * into r from reminders x where x.id = made.id;
    select jsonb_build_object('id', o.id, 'dueAt', aimi_ms(o.due_at)) into waiting from occurrences o
    where o.reminder_id = r.id and o.state = 'waiting' order by o.due_at limit 1;
  end if;
  return jsonb_build_object('outcome', 'created', 'reminder', aimi_tell_reminder(r), 'isFirst', made.is_first,
    'waiting', waiting);
end $$;

create function aimi_change_reminder(given jsonb) returns jsonb
  language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
declare
  person jsonb := given -> 'person';
  change jsonb := given -> 'change';
  next jsonb := nullif(given -> 'next', 'null');
  now timestamptz := aimi_at((given ->> 'now')::bigint);
  is_move boolean := not change ?| array['startsLocal', 'recurrence', 'timeZone'];
  zone text;
  r reminders;
  dropped jsonb;
  closed jsonb;
  waiting jsonb;
begin
  -- Held before the reminder, as whoever creates one does.
  select coalesce(u.time_zone, 'UTC') into zone from users u
  where u.tenant_id = person ->> 'tenantId' and u.id = person ->> 'userId' for share;
  select * into r from reminders x
  where x.id = (given ->> 'id')::uuid and x.owner_id = (person ->> 'ownerId')::uuid for no key update;
  if not found then
    return jsonb_build_object('outcome', 'missing');
  elsif r.status = 'cancelled' then
    return jsonb_build_object('outcome', 'cancelled');
  elsif r.version <> (given ->> 'version')::int then
    return jsonb_build_object('outcome', 'outdated');
  end if;
  if change ? 'timeZone' then
    r.time_zone := change ->> 'timeZone';
  end if;
  if next is not null and r.time_zone is null and next ->> 'zone' <> zone then
    return jsonb_build_object('outcome', 'elsewhere', 'zone', zone);
  end if;
  if next is not null and is_move and not exists (
    select from occurrences o where o.reminder_id = r.id and o.settled_at is null and not o.is_extra
      and (o.state = 'waiting' or r.recurrence is not null))
  then
    return aimi_written(r.id, null, null, null);
  end if;
  update reminders x set
    text = coalesce(change ->> 'text', x.text),
    recurrence = case when change ? 'recurrence' then change ->> 'recurrence' else x.recurrence end,
    starts_local = coalesce((change ->> 'startsLocal')::timestamp, x.starts_local),
    time_zone = r.time_zone,
    channel = coalesce(change ->> 'channel', x.channel),
    escalate_after_seconds = case when change ? 'escalateAfterSeconds'
      then (change ->> 'escalateAfterSeconds')::int else x.escalate_after_seconds end,
    client_conversation_id = case when change ? 'clientConversationId'
      then change ->> 'clientConversationId' else x.client_conversation_id end,
    version = x.version + 1,
    updated_at = now
  where x.id = r.id
  returning x.* into r;
  if next is not null then
    dropped := aimi_drop_times(r, array(
      select o.id from occurrences o where o.reminder_id = r.id and o.state = 'waiting' and not (is_move and o.is_extra)),
      given ->> 'requestId', now);
    -- Whoever is telling one goes on by no rule that was.
    update occurrences o set is_extra = true,
      settled_at = case when o.state = 'due' then null else now end
    where o.reminder_id = r.id and o.settled_at is null and o.state <> 'waiting';
    delete from outbox b using occurrences o
    where b.id = o.id and o.reminder_id = r.id and o.settled_at = now and o.state <> 'due';
    if not is_move then
      closed := aimi_close_deliveries(r, aimi_open_deliveries(r.id), 'superseded', now);
    end if;
    waiting := aimi_await(r, next, false, given ->> 'requestId', now);
  end if;
  return aimi_written(r.id, waiting, dropped, closed);
end $$;

create function aimi_cancel_reminder(given jsonb) returns jsonb
  language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
declare
  now timestamptz := aimi_at((given ->> 'now')::bigint);
  r reminders;
  dropped jsonb;
  closed jsonb;
begin
  select * into r from reminders x
  where x.id = (given ->> 'id')::uuid and x.owner_id = (given #>> '{person,ownerId}')::uuid and x.kind = given ->> 'kind'
  for no key update;
  if not found then
    return jsonb_build_object('outcome', 'missing');
  elsif r.status = 'cancelled' then
    return aimi_written(r.id, null, null, null);
  elsif r.version <> (given ->> 'version')::int then
    return jsonb_build_object('outcome', 'outdated');
  end if;
  update reminders x set status = 'cancelled', version = x.version + 1, updated_at = now where x.id = r.id
  returning x.* into r;
  dropped := aimi_drop_times(r, array(
    select o.id from occurrences o where o.reminder_id = r.id and o.state = 'waiting'), given ->> 'requestId', now);
  closed := aimi_close_deliveries(r, aimi_open_deliveries(r.id), 'cancelled', now);
  with over as (
    update occurrences o set settled_at = now where o.reminder_id = r.id and o.settled_at is null returning o.id
  )
  delete from outbox b using over where b.id = over.id;
  return aimi_written(r.id, null, dropped, closed);
end $$;

-- Which reminder is meant, held; and the delivery, where one was named.
create function aimi_hold_named(given jsonb, out r reminders, out delivery uuid)
  language plpgsql
as $$
declare
  owner uuid := (given #>> '{person,ownerId}')::uuid;
  reminder uuid := (given #>> '{named,id}')::uuid;
begin
  delivery := (given #>> '{named,deliveryId}')::uuid;
  if delivery is not null then
    reminder := (select o.reminder_id from occurrences o
      where o.id = delivery and o.owner_id = owner and o.state <> 'waiting');
  end if;
  select * into r from reminders x where x.id = reminder and x.owner_id = owner for no key update;
end $$;

create function aimi_acknowledge_reminder(given jsonb) returns jsonb
  language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
declare
  now timestamptz := aimi_at((given ->> 'now')::bigint);
  held record;
  closed jsonb;
begin
  select * into held from aimi_hold_named(given);
  if (held.r).id is null then
    return null;
  end if;
  closed := aimi_close_deliveries(held.r,
    case when held.delivery is null then aimi_open_deliveries((held.r).id) else array[held.delivery] end,
    'acknowledged', now);
  if closed <> '[]' then
    update reminders x set updated_at = now where x.id = (held.r).id;
  end if;
  return aimi_written((held.r).id, null, null, closed);
end $$;

create function aimi_snooze_reminder(given jsonb) returns jsonb
  language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
declare
  now timestamptz := aimi_at((given ->> 'now')::bigint);
  follows jsonb := nullif(given -> 'follows', 'null');
  held record;
  r reminders;
  open_ids uuid[];
  extra_ids uuid[];
  next occurrences;
  was_put_off boolean;
  dropped jsonb;
  closed jsonb;
  waiting jsonb;
begin
  select * into held from aimi_hold_named(given);
  r := held.r;
  if r.id is null then
    return null;
  elsif r.status = 'cancelled' then
    return jsonb_build_object('outcome', 'nothing');
  end if;
  open_ids := array(select o.id from occurrences o
    where o.reminder_id = r.id and o.state = 'due' and (held.delivery is null or o.id = held.delivery));
  extra_ids := array(select o.id from occurrences o where o.reminder_id = r.id and o.state = 'waiting' and o.is_extra);
  select * into next from occurrences o where o.reminder_id = r.id and o.state = 'waiting' order by o.due_at limit 1;
  was_put_off := case when held.delivery is null then next.is_extra
    else (select o.state = 'snoozed' from occurrences o where o.id = held.delivery) end;
  if open_ids <> '{}' or was_put_off and extra_ids <> '{}' then
    follows := null;
  elsif held.delivery is not null or next.id is null then
    return jsonb_build_object('outcome', 'nothing');
  elsif r.recurrence is not null and (follows is null or (follows ->> 'version')::int <> r.version
    or (follows ->> 'dueAt')::bigint <> aimi_ms(next.due_at))
  then
    return jsonb_build_object('outcome', 'rule', 'reminder', aimi_tell_reminder(r));
  else
    extra_ids := extra_ids || next.id;
  end if;
  update reminders x set version = x.version + 1, updated_at = now where x.id = r.id;
  dropped := aimi_drop_times(r, extra_ids, given ->> 'requestId', now);
  closed := aimi_close_deliveries(r, open_ids, 'snoozed', now);
  if nullif(follows -> 'next', 'null') is not null then
    perform aimi_await(r, follows -> 'next', false, given ->> 'requestId', now);
  end if;
  waiting := aimi_await(r, given -> 'until', true, given ->> 'requestId', now);
  return aimi_written(r.id, waiting, dropped, closed);
end $$;

create function aimi_quiet_of(person users) returns jsonb
  language sql stable
  return case when person.quiet_from is not null then jsonb_build_object(
    'from', extract(hour from person.quiet_from) * 60 + extract(minute from person.quiet_from),
    'to', extract(hour from person.quiet_to) * 60 + extract(minute from person.quiet_to),
    'zone', coalesce(person.time_zone, 'UTC')) end;

create function aimi_claim_reminders(tenant text, moments jsonb, lease_ms int, now_ms bigint) returns setof jsonb
  language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
declare
  now timestamptz := aimi_at(now_ms);
  held_until timestamptz := aimi_at(now_ms + lease_ms);
  moment record;
  r reminders;
  person users;
  found_one occurrences;
  outcome text;
  is_takeover boolean;
  superseded jsonb;
begin
  for moment in
    select (m ->> 'reminderId')::uuid as reminder, aimi_at((m ->> 'at')::bigint) as at
    from jsonb_array_elements(moments) m order by 1, 2
  loop
    select * into r from reminders x where x.id = moment.reminder and x.tenant_id = tenant for no key update;
    continue when not found;
    select * into person from users u where u.tenant_id = r.tenant_id and u.id = r.user_id;
    continue when person.deletion_id is not null;
    superseded := '[]';
    outcome := 'fire';
    is_takeover := false;
    update occurrences o set state = 'due', text = r.text, client_conversation_id = r.client_conversation_id,
      fired_at = now, lease_until = held_until
    where o.reminder_id = r.id and o.due_at = moment.at and o.state = 'waiting'
    returning o.* into found_one;
    if found then
      superseded := aimi_close_deliveries(r, array_remove(aimi_open_deliveries(r.id), found_one.id), 'superseded', now);
    else
      is_takeover := true;
      update occurrences o set lease_until = held_until
      where o.id = (
        select lost.id from occurrences lost where lost.reminder_id = r.id and lost.due_at = moment.at
          and lost.settled_at is null and lost.state <> 'waiting' and lost.lease_until <= now
        order by lost.id limit 1)
      returning o.* into found_one;
      if not found then
        outcome := 'escalate';
        is_takeover := false;
        update occurrences o set lease_until = held_until
        where o.id = (
          select told.id from occurrences told where told.reminder_id = r.id and told.state = 'due'
            and told.settled_at is not null and told.escalate_at = moment.at
            and (told.lease_until is null or told.lease_until <= now)
          order by told.id limit 1)
        returning o.* into found_one;
        continue when not found;
      end if;
    end if;
    update outbox b set due_at = held_until where b.id = found_one.id;
    r := aimi_refresh_reminder(r.id);
    return next jsonb_build_object(
      'reminderId', r.id, 'at', aimi_ms(moment.at), 'outcome', outcome, 'deliveryId', found_one.id,
      'dueAt', aimi_ms(found_one.due_at), 'recurrence', r.recurrence,
      'recipient', jsonb_build_object('tenantId', r.tenant_id, 'userId', r.user_id, 'ownerId', r.owner_id),
      'kind', r.kind, 'text', found_one.text,
      'channel', case when found_one.state = 'due' then r.channel else 'inbox' end,
      'clientConversationId', found_one.client_conversation_id, 'isTakeover', is_takeover,
      'isClosed', found_one.state <> 'due', 'isDisabled', person.disabled_at is not null,
      'escalations', found_one.escalations, 'escalateAfterSeconds', r.escalate_after_seconds,
      'rule', case when r.recurrence is not null and not found_one.is_extra then jsonb_build_object(
        'recurrence', r.recurrence, 'startsLocal', to_char(r.starts_local, 'YYYY-MM-DD"T"HH24:MI:SS'),
        'zone', coalesce(r.time_zone, person.time_zone, 'UTC')) end,
      'quiet', aimi_quiet_of(person), 'superseded', superseded);
  end loop;
end $$;

create function aimi_settle_reminders(tenant text, settlements jsonb, request text, now_ms bigint) returns setof jsonb
  language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
declare
  now timestamptz := aimi_at(now_ms);
  given record;
  r reminders;
  told occurrences;
  new_escalate_at timestamptz;
begin
  for given in
    select s as settlement, (s ->> 'reminderId')::uuid as reminder, aimi_at((s ->> 'at')::bigint) as at,
      (s ->> 'deliveryId')::uuid as delivery, s ->> 'outcome' = 'escalate' as is_again,
      aimi_at((s ->> 'escalateAt')::bigint) as escalate_at, nullif(s -> 'next', 'null') as next
    from jsonb_array_elements(settlements) s order by 2, 3
  loop
    select * into r from reminders x where x.id = given.reminder and x.tenant_id = tenant for no key update;
    continue when not found;
    continue when exists (
      select from users u where u.tenant_id = r.tenant_id and u.id = r.user_id and u.deletion_id is not null);
    select * into told from occurrences o
    where o.id = given.delivery and o.reminder_id = r.id and case when given.is_again
      then o.settled_at is not null and o.escalate_at = given.at else o.settled_at is null and o.state <> 'waiting' end;
    if found then
      new_escalate_at := case when told.state = 'due' and given.settlement ->> 'state' <> 'skipped'
        and told.escalations + given.is_again::int < 2 then given.escalate_at end;
      update occurrences o set
        state = case when o.state = 'due' and given.settlement ->> 'state' = 'skipped' then 'skipped' else o.state end,
        closed_at = case when o.state = 'due' and given.settlement ->> 'state' = 'skipped' then now else o.closed_at end,
        settled_at = coalesce(o.settled_at, now),
        lease_until = null,
        told = o.told + (given.settlement ->> 'told')::int,
        pushed = o.pushed + (given.settlement ->> 'pushed')::int,
        escalations = o.escalations + given.is_again::int,
        escalate_at = new_escalate_at
      where o.id = told.id;
      if nullif(given.settlement -> 'checkIn', 'null') is not null then
        perform aimi_settle_check_in(told, r.user_id, given.settlement -> 'checkIn', request, now);
      elsif new_escalate_at is null then
        delete from outbox b where b.id = told.id;
      else
        insert into outbox as kept (id, tenant_id, owner_id, queue, body, created_at, due_at)
        values (told.id, r.tenant_id, r.owner_id, 'reminders', aimi_reminder_job('remind', r.id, new_escalate_at, request),
          now, new_escalate_at + interval '1 minute')
        on conflict (id) do update set body = excluded.body, due_at = excluded.due_at;
      end if;
      if not given.is_again and not told.is_extra and given.next is not null
        and r.recurrence is not null and r.status <> 'cancelled'
      then
        perform aimi_await(r, given.next, false, request, now);
      end if;
      perform aimi_refresh_reminder(r.id);
    end if;
    return query
      select jsonb_build_object('reminderId', r.id, 'at', aimi_ms(o.due_at)) from occurrences o
      where o.reminder_id = r.id and o.state = 'waiting' and o.due_at = aimi_at((given.next ->> 'dueAt')::bigint)
      union all
      select jsonb_build_object('reminderId', r.id, 'at', aimi_ms(o.escalate_at)) from occurrences o
      where o.id = given.delivery and o.reminder_id = r.id and o.escalate_at = given.escalate_at;
  end loop;
end $$;
