-- What a person is called, as far as their sign-in told; and since when they may not come in.
alter table users
  add column name text,
  add column email text,
  add column disabled_at timestamptz(3);

-- A device on which a person is signed in: a family of refresh tokens.
create table sign_ins (
  id uuid primary key,
  tenant_id text not null references tenants (id),
  owner_id uuid not null,
  user_id text not null,
  method text not null,
  device_name text,
  created_at timestamptz(3) not null,
  last_used_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  ended_at timestamptz(3)
);
create index sign_ins_by_owner on sign_ins (owner_id, id);
select aimi_isolate('sign_ins');
grant select, insert, delete, update (ended_at) on sign_ins to aimi_app;

-- Only the SHA-256 of a token is kept. A spent one stays until it would have expired: its use tells of a theft.
create table refresh_tokens (
  token_hash bytea primary key,
  tenant_id text not null,
  owner_id uuid not null,
  sign_in_id uuid not null references sign_ins (id) on delete cascade,
  -- The token that was given for it.
  predecessor bytea,
  issued_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  spent_at timestamptz(3),
  -- Accepted once more within the grace, or replaced by that: no further grace.
  graced boolean not null default false
);
create unique index refresh_tokens_live on refresh_tokens (sign_in_id) where spent_at is null;
create index refresh_tokens_by_sign_in on refresh_tokens (sign_in_id, expires_at);
select aimi_isolate('refresh_tokens');
grant select, insert on refresh_tokens to aimi_app;

-- What was done to accounts and by whom, for good: nobody but the owner of the tables may change it.
create table audit_log (
  id uuid primary key,
  tenant_id text not null,
  owner_id uuid not null,
  user_id text,
  actor_id text not null,
  action text not null,
  subject text,
  details jsonb not null,
  at timestamptz(3) not null
);
create index audit_log_by_tenant on audit_log (tenant_id, id);
create index audit_log_by_owner on audit_log (owner_id, id);
select aimi_isolate('audit_log');
grant select, insert on audit_log to aimi_app;

-- A UUIDv7 of an instant, for rows that a statement makes by itself.
create function aimi_id_at(instant timestamptz) returns uuid
  language sql volatile parallel safe
  return encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid())
        placing substring(int8send((extract(epoch from instant) * 1000)::int8) from 3) from 1 for 6),
      52, 1), 53, 1), 'hex')::uuid;

-- An entry of the audit log, for the statement whose act it tells of:
-- insert into audit_log select entry.* from what_was_done, aimi_audit(…) as entry
create function aimi_audit(tenant text, owner uuid, person text, actor text, act text, about text, more jsonb,
  instant timestamptz) returns audit_log
  language sql volatile parallel safe
  return row(aimi_id_at(instant), tenant, owner, person, actor, act, about, coalesce(more, '{}'), instant)::audit_log;

-- Whose refresh token it is must be read before the tenant is known, and the same statement rotates it.
create policy system_reads on users for select to aimi_system using (true);
create policy system_notes on users for update to aimi_system using (true);
grant select (tenant_id, id, name, email, created_at, last_seen_at, disabled_at), update (last_seen_at)
  on users to aimi_system;
create policy system_reads on sign_ins for select to aimi_system using (true);
create policy system_changes on sign_ins for update to aimi_system using (true);
grant select, update (last_used_at, expires_at, ended_at) on sign_ins to aimi_system;
create policy system on refresh_tokens to aimi_system using (true);
grant select, insert, delete, update (spent_at, graced) on refresh_tokens to aimi_system;
create policy system_adds on audit_log for insert to aimi_system with check (true);
grant insert on audit_log to aimi_system;
