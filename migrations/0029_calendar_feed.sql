-- The address by which a calendar reads what is a person's. Of its token the SHA-256 alone is kept; a new one takes the
-- place of the one before.
create table calendar_feeds (
  owner_id uuid primary key,
  tenant_id text not null references tenants (id),
  user_id text not null,
  token_hash bytea not null unique,
  created_at timestamptz(3) not null,
  last_used_at timestamptz(3) -- to a quarter of an hour
);
select aimi_isolate('calendar_feeds');
grant select, insert, update, delete on calendar_feeds to aimi_app;

-- Whose it is must be read before anybody is known.
create policy system_reads on calendar_feeds for select to aimi_system using (true);
create policy system_notes_use on calendar_feeds for update to aimi_system using (true);
grant select, update (last_used_at) on calendar_feeds to aimi_system;
