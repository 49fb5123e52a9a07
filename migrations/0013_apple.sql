-- People who sign in with Apple, one row a person and tenant. Two clocks: what Apple says happens by Apple's.
create table apple_accounts (
  tenant_id text not null references tenants (id),
  owner_id uuid not null,
  user_id text not null,
  sub text not null,
  -- As of the newest that Apple has said of it.
  email text,
  is_private_email boolean not null default false,
  email_as_of timestamptz(3) not null,
  -- Whether mail to it is passed on; unless Apple has said so, it is.
  email_enabled boolean not null default true,
  email_enabled_as_of timestamptz(3),
  name text,
  -- What revocation at Apple takes, sealed: the key is no part of the database.
  sealed_grant text,
  -- The newest token that the person came with; one from before the consent ended holds no longer.
  authenticated_at timestamptz(3) not null,
  consent_revoked_at timestamptz(3),
  account_deleted_at timestamptz(3),
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  primary key (tenant_id, user_id)
);
create index apple_accounts_by_sub on apple_accounts (sub);
select aimi_isolate('apple_accounts');
grant select, insert, delete, update (email, is_private_email, email_as_of, name, sealed_grant, authenticated_at, updated_at)
  on apple_accounts to aimi_app;

-- Apple's notifications name a person and no tenant.
create policy system_reads on apple_accounts for select to aimi_system using (true);
create policy system_changes on apple_accounts for update to aimi_system using (true);
grant select (tenant_id, owner_id, user_id, sub, email, is_private_email, email_as_of, email_enabled_as_of,
    authenticated_at, consent_revoked_at, account_deleted_at),
  update (email, is_private_email, email_as_of, email_enabled, email_enabled_as_of, sealed_grant, consent_revoked_at,
    account_deleted_at, updated_at)
  on apple_accounts to aimi_system;
