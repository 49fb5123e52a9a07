-- What else a person says of themselves. A user with a deletion is leaving: see below.
alter table users
  add column locale text,
  add column time_zone text,
  add column preferences jsonb not null default '{}',
  add column deletion_id uuid;
create index users_leaving on users (tenant_id) where deletion_id is not null;

-- Where a person's devices can be reached. A token is one person's at a time.
create table push_devices (
  id uuid primary key,
  tenant_id text not null references tenants (id),
  owner_id uuid not null,
  user_id text not null,
  platform text not null check (platform in ('apns')),
  environment text not null check (environment in ('production', 'sandbox')),
  token text not null,
  name text,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  unique (tenant_id, token)
);
create index push_devices_by_owner on push_devices (owner_id, id);
select aimi_isolate('push_devices');
grant select, insert, update, delete on push_devices to aimi_app;

-- What a person allowed, and took back: a row is never changed, the latest of its type holds.
create table consents (
  id uuid primary key,
  tenant_id text not null references tenants (id),
  owner_id uuid not null,
  user_id text not null,
  type text not null check (type in ('health', 'personal')),
  granted boolean not null,
  document text,
  recorded_by text not null,
  created_at timestamptz(3) not null
);
create index consents_by_owner on consents (owner_id, type, id);
select aimi_isolate('consents');
grant select, insert, delete on consents to aimi_app;

-- The erasure of a person. It belongs to the tenant and says nothing of who it was.
create table deletions (
  id uuid primary key,
  tenant_id text not null references tenants (id),
  owner_id uuid not null,
  subject_hash bytea not null,
  requested_by text not null,
  requested_at timestamptz(3) not null,
  -- Whoever wrote when it was requested is done by then: after that, a second pass finds what they left.
  settles_at timestamptz(3) not null,
  pass int not null default 1,
  steps_done text[] not null default '{}',
  erased jsonb not null default '{}',
  finished_at timestamptz(3)
);
select aimi_isolate('deletions');
grant select, insert, update (pass, steps_done, erased, finished_at) on deletions to aimi_app;

-- The owners that are leaving, among those whom the caller sees; null where there are none. It is asked once per
-- statement and table.
create function aimi_leaving() returns uuid[]
  language plpgsql stable as $$
begin
  return (select array_agg(u.owner_id) from users u where u.tenant_id = aimi_tenant() and u.deletion_id is not null);
end $$;

create function aimi_stays(owner uuid, leaving uuid[]) returns boolean
  language plpgsql stable as $$
begin
  if owner = any (leaving) then
    raise exception 'this person is being erased' using errcode = 'AIMI1';
  end if;
  return true;
end $$;

-- From the moment of the request nothing is added for somebody who is leaving, whatever table comes. The audit log
-- alone goes on: it tells of what ends with it, and is erased after that.
create function aimi_refuse_leavers(isolated regclass) returns void
  language plpgsql as $$
begin
  execute format($policy$
    create policy stays on %s as restrictive for insert to aimi_app
    with check ((select aimi_leaving()) is null or aimi_stays(owner_id, (select aimi_leaving())))
  $policy$, isolated);
end $$;
revoke execute on function aimi_refuse_leavers(regclass) from public;

create or replace function aimi_isolate(isolated regclass) returns void
  language plpgsql as $$
begin
  execute format('alter table %s enable row level security', isolated);
  execute format('alter table %s force row level security', isolated);
  execute format('create policy app on %s to aimi_app using (false)', isolated);
  perform aimi_isolated(isolated);
  perform aimi_refuse_leavers(isolated);
end $$;

select aimi_refuse_leavers(c.oid::regclass)
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'owner_id'
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relrowsecurity and c.relname <> 'audit_log';

grant delete on users, conversations, idempotency_keys to aimi_app;

-- Nobody changes the audit log; but erasing a person takes the word of what they did, and of what was done to them,
-- along. The one who may is this function, and of those who are leaving alone.
create policy leavers on users for select to current_user using (deletion_id is not null);
create policy erasure on audit_log to current_user
  using (owner_id in (select u.owner_id from users u where u.deletion_id is not null)) with check (false);

create function aimi_erase_audit(tenant text, owner uuid, size int) returns int
  language sql volatile security definer
begin atomic
  with erased as (
    delete from audit_log a where a.id = any (array(
      select old.id from audit_log old where old.tenant_id = tenant and old.owner_id = owner limit size))
    returning 1
  )
  select count(*)::int from erased;
end;

create index sign_ins_by_tenant on sign_ins (tenant_id, id);

-- An instant as the API writes it.
create function aimi_instant(timestamptz) returns text
  language sql stable parallel safe
  return to_char($1 at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
