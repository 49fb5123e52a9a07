-- What a person wants to reach, has to do, has in the calendar, and is to be reminded of.

-- Nobody is disturbed by a check-in between these times of the person's own clock; null: at any time they are welcome.
alter table users add column quiet_from time(0), add column quiet_to time(0),
  add constraint users_quiet_hours check ((quiet_from is null) = (quiet_to is null));

create table goals (
  id uuid primary key,
  tenant_id text not null references tenants (id),
  owner_id uuid not null,
  user_id text not null,
  title text not null,
  why text,
  measure text,
  target_date date,
  progress int check (progress between 0 and 100), -- null: as far as its tasks are done
  status text not null check (status in ('active', 'achieved', 'dropped')),
  version int not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null
);
create index goals_by_owner on goals (owner_id, id);
select aimi_isolate('goals');
grant select, insert, update, delete on goals to aimi_app;

-- A task may outlive its goal. One that recurs stays open: done, it is due at its next time.
create table tasks (
  id uuid primary key,
  tenant_id text not null references tenants (id),
  owner_id uuid not null,
  user_id text not null,
  goal_id uuid references goals (id) on delete set null,
  title text not null,
  notes text,
  due_at timestamptz(3),
  time_zone text, -- by which it recurs, and by which its day ends
  recurrence text, -- an RRULE that begins at first_due_at
  first_due_at timestamptz(3),
  status text not null check (status in ('open', 'done', 'cancelled')),
  done_count int not null default 0,
  done_at timestamptz(3), -- last
  version int not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  check (recurrence is null or first_due_at is not null and due_at is not null and time_zone is not null)
);
create index tasks_by_owner on tasks (owner_id, id);
create index tasks_by_goal on tasks (goal_id);
create index tasks_due on tasks (owner_id, due_at, id) where status = 'open';
select aimi_isolate('tasks');
grant select, insert, update, delete on tasks to aimi_app;

create table events (
  id uuid primary key,
  tenant_id text not null references tenants (id),
  owner_id uuid not null,
  user_id text not null,
  title text not null,
  notes text,
  location text,
  starts_at timestamptz(3) not null,
  ends_at timestamptz(3) check (ends_at >= starts_at),
  time_zone text not null,
  recurrence text, -- an RRULE that begins at starts_at
  last_ends_at timestamptz(3), -- when the last of its times is over; null: never
  version int not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null
);
create index events_by_owner on events (owner_id, id);
create index events_by_end on events (owner_id, last_ends_at);
select aimi_isolate('events');
grant select, insert, update, delete on events to aimi_app;

-- A reminder says when somebody is to be told; a check-in, when the coach opens the conversation itself.
create table reminders (
  id uuid primary key,
  tenant_id text not null references tenants (id),
  owner_id uuid not null,
  user_id text not null,
  kind text not null check (kind in ('reminder', 'check_in')),
  text text not null,
  recurrence text, -- an RRULE that begins at starts_local
  starts_local timestamp(0) not null, -- as a clock on the wall shows it
  time_zone text, -- null: floating, it goes by whichever zone the person is in
  due_at timestamptz(3) not null, -- the next time that stands, else the last there was
  channel text not null check (channel in ('auto', 'push', 'inbox')),
  escalate_after_seconds int check (escalate_after_seconds between 60 and 86400),
  client_conversation_id text, -- of a check-in
  status text not null check (status in ('scheduled', 'due', 'acknowledged', 'cancelled')),
  version int not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null
);
create index reminders_by_owner on reminders (owner_id, kind, id);
create index reminders_floating on reminders (owner_id) where time_zone is null and status <> 'cancelled';
select aimi_isolate('reminders');
grant select, insert, update, delete on reminders to aimi_app;

-- One time at which a reminder fires. Its id is the delivery's. While it waits an outbox row of the same id finds it
-- again if whatever should fire it is lost; whoever fires it claims it here.
create table occurrences (
  id uuid primary key,
  tenant_id text not null references tenants (id),
  owner_id uuid not null,
  user_id text not null,
  reminder_id uuid not null references reminders (id) on delete cascade,
  kind text not null check (kind in ('reminder', 'check_in')),
  due_at timestamptz(3) not null,
  is_extra boolean not null default false, -- nothing follows it: it was put off, or the rule was changed since
  state text not null check (state in ('waiting', 'due', 'acknowledged', 'snoozed', 'superseded', 'cancelled', 'skipped')),
  text text, -- as it was told
  client_conversation_id text, -- of a check-in
  lease_until timestamptz(3), -- of whoever fires it
  fired_at timestamptz(3),
  settled_at timestamptz(3), -- it was told, and what follows stands
  told int not null default 0, -- how many sockets
  pushed int not null default 0, -- how many devices
  escalations int not null default 0,
  escalate_at timestamptz(3),
  closed_at timestamptz(3),
  created_at timestamptz(3) not null
);
create unique index occurrences_waiting on occurrences (reminder_id, due_at) where state = 'waiting';
create index occurrences_live on occurrences (reminder_id, due_at) where settled_at is null or state = 'due';
create index occurrences_ahead on occurrences (owner_id, id) where state = 'waiting';
create index occurrences_by_reminder on occurrences (reminder_id, due_at);
create index occurrences_told on occurrences (owner_id, due_at, id) where state <> 'waiting';
create index occurrences_open on occurrences (owner_id, due_at) where state = 'due';
select aimi_isolate('occurrences');
grant select, insert, update, delete on occurrences to aimi_app;

-- What a call with an Idempotency-Key made first: its id stands for all repeats. Without a key every call is the first.
create function aimi_first_made(tenant text, owner uuid, caller text, of_route text, of_key text, hash text, fresh uuid,
  now timestamptz, out id uuid, out is_first boolean, out fits boolean)
  language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
#variable_conflict use_column
declare
  kept idempotency_keys;
begin
  id := fresh;
  is_first := true;
  fits := true;
  if of_key is null then
    return;
  end if;
  insert into idempotency_keys as k (tenant_id, owner_id, caller, route, key, request_hash, result, created_at)
  values (tenant, owner, caller, of_route, of_key, decode(hash, 'hex'), jsonb_build_object('id', fresh), now)
  on conflict (tenant_id, owner_id, caller, route, key) do update set
    request_hash = case when k.created_at < excluded.created_at - interval '24 hours' then excluded.request_hash else k.request_hash end,
    result = case when k.created_at < excluded.created_at - interval '24 hours' then excluded.result else k.result end,
    created_at = case when k.created_at < excluded.created_at - interval '24 hours' then excluded.created_at else k.created_at end
  returning k.* into kept;
  id := (kept.result ->> 'id')::uuid;
  is_first := id = fresh;
  fits := kept.request_hash = decode(hash, 'hex');
end $$;
