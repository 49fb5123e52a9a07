-- What a person takes out of their inbox stays as the record of its delivery, without its text: whatever comes late or
-- twice finds that it was told, a rule goes on from it, and a page of the inbox may begin after it.
alter table occurrences
  add column removed_at timestamptz(3),
  add constraint occurrences_removed check (removed_at is null or text is null and state not in ('waiting', 'due'));
drop index occurrences_told;
create index occurrences_inbox on occurrences (owner_id, due_at, id) where state <> 'waiting' and removed_at is null;

-- Which reminder is meant, held; and the delivery, where one was named. Only a reminder is named by its own id; that a
-- delivery is still there is decided once nobody else holds it.
create or replace function aimi_hold_named(given jsonb, out r reminders, out delivery uuid)
  language plpgsql
as $$
declare
  owner uuid := (given #>> '{person,ownerId}')::uuid;
begin
  delivery := (given #>> '{named,deliveryId}')::uuid;
  if delivery is null then
    select * into r from reminders x
    where x.id = (given #>> '{named,id}')::uuid and x.owner_id = owner and x.kind = 'reminder' for no key update;
    return;
  end if;
  select * into r from reminders x
  where x.id = (select o.reminder_id from occurrences o where o.id = delivery and o.owner_id = owner) and x.owner_id = owner
  for no key update;
  if not exists (
    select from occurrences o where o.id = delivery and o.state <> 'waiting' and o.removed_at is null)
  then
    r := null;
  end if;
end $$;

create or replace function aimi_acknowledge_reminder(given jsonb) returns jsonb
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
  return aimi_written((held.r).id, null, null, closed) || jsonb_build_object(
    'delivery', (select aimi_tell_delivery(o) from occurrences o where o.id = held.delivery));
end $$;

-- What is open is acknowledged first. What still follows by the rule keeps the outbox row that sees to it; what the coach
-- said in a check-in is told to nobody any more.
create function aimi_remove_delivery(given jsonb) returns jsonb
  language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
declare
  now timestamptz := aimi_at((given ->> 'now')::bigint);
  acknowledged jsonb := aimi_acknowledge_reminder(given);
begin
  if acknowledged is null then
    return null;
  end if;
  with gone as (
    update occurrences o set removed_at = now, text = null where o.id = (given #>> '{named,deliveryId}')::uuid
    returning o.id, o.settled_at
  )
  delete from outbox b using gone where b.id = gone.id and gone.settled_at is not null;
  return acknowledged - 'delivery';
end $$;

create or replace function aimi_settle_check_in(told occurrences, person text, given jsonb, request text, now timestamptz)
  returns void language plpgsql
as $$
begin
  update occurrences o set text = case when o.removed_at is null then given ->> 'text' end,
    closed_at = coalesce(o.closed_at, now), state = case when o.state = 'due' then 'acknowledged' else o.state end
  where o.id = told.id;
  if given ->> 'turnId' is null or told.removed_at is not null then
    delete from outbox b where b.id = told.id;
  else
    insert into outbox as kept (id, tenant_id, owner_id, queue, body, created_at, due_at)
    values (told.id, told.tenant_id, told.owner_id, 'reminders', jsonb_build_object('kind', 'tell_check_in',
      'user_id', person, 'turn_id', given ->> 'turnId', 'request_id', request), now, now + interval '2 minutes')
    on conflict (id) do update set body = excluded.body, due_at = excluded.due_at;
  end if;
end $$;

-- Whoever comes for one that was removed has nothing to say. The rest of these functions stays as it was.
do $$
declare
  edit record;
  before text;
  after text;
begin
  for edit in
    select * from (values
      ('aimi_claim_reminders', $was$'text', found_one.text,$was$, $becomes$'text', coalesce(found_one.text, ''),$becomes$),
      ('aimi_claim_check_in_end', $was$if not found or held.lease_until > now then$was$,
        $becomes$if not found or held.removed_at is not null or held.lease_until > now then$becomes$)
    ) as edits (name, was, becomes)
  loop
    before := pg_get_functiondef(edit.name::regproc);
    after := replace(before, edit.was, edit.becomes);
    if after = before then
      raise exception '% is not as this migration expects it: %', edit.name, edit.was;
    end if;
    execute after;
  end loop;
end $$;
