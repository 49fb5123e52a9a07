-- What a tenant may set for itself. Null leaves it to the app's defaults.
alter table tenants
  add column weight_similarity float8 check (weight_similarity >= 0),
  add column weight_importance float8 check (weight_importance >= 0),
  add column weight_decay float8 check (weight_decay >= 0),
  add column half_life_days float8 check (half_life_days > 0),
  add column limits jsonb not null default '{}',
  add column extraction boolean not null default false,
  add column forbidden_types text[] not null default '{}';
grant update (weight_similarity, weight_importance, weight_decay, half_life_days, limits, extraction, forbidden_types)
  on tenants to aimi_app;

-- An operator lists the tenants, and a key's look-up reads its tenant's limits.
create policy system on tenants for select to aimi_system using (true);
grant select on tenants to aimi_system;

-- A key belongs to its tenant, whose own id is the owner. Only the SHA-256 of a key is kept.
create table api_keys (
  id uuid primary key,
  tenant_id text not null references tenants (id),
  owner_id uuid not null,
  name text not null,
  scopes text[] not null,
  key_hash bytea not null unique,
  created_by text not null,
  created_at timestamptz(3) not null,
  last_used_at timestamptz(3),
  revoked_at timestamptz(3)
);
create index api_keys_by_tenant on api_keys (tenant_id, id);
select aimi_isolate('api_keys');
grant select, insert, update (revoked_at) on api_keys to aimi_app;

-- Whose key it is must be read before the tenant is known; an operator revokes by id alone.
create policy system_reads on api_keys for select to aimi_system using (true);
create policy system_changes on api_keys for update to aimi_system using (true);
grant select (id, tenant_id, scopes, key_hash, last_used_at, revoked_at), update (last_used_at, revoked_at)
  on api_keys to aimi_system;
