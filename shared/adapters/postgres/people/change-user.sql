-- Sets what the change names; whoever is first seen begins with it. If they are in another zone by it and have reminders
-- that float, somebody must see to those. The person is locked before.
--   $1 tenant  $2 owner  $3 user  $4 now  $5 may provision the tenant  $6 change  $7 outbox id  $8 request id
with change as materialized (select $6::jsonb as set),
home as materialized (
  select $1::text as tenant_id where $5::boolean or exists (select from tenants where id = $1)
),
before as materialized (
  select time_zone from users where tenant_id = $1 and id = $3
),
new_tenant as (
  insert into tenants (id, name, created_at) select tenant_id, tenant_id, $4::timestamptz from home where $5::boolean
  on conflict do nothing
),
changed as (
  insert into users as known
    (tenant_id, id, owner_id, created_at, last_seen_at, name, locale, time_zone, preferences, quiet_from, quiet_to)
  select tenant_id, $3, $2::uuid, $4::timestamptz, $4::timestamptz, set ->> 'name', set ->> 'locale',
    set ->> 'time_zone', coalesce(set -> 'preferences', '{}'), (set ->> 'quiet_from')::time, (set ->> 'quiet_to')::time
  from home, change
  on conflict (tenant_id, id) do update set
    last_seen_at = case when known.last_seen_at < excluded.last_seen_at - interval '15 minutes'
      then excluded.last_seen_at else known.last_seen_at end,
    name = case when $6::jsonb ? 'name' then excluded.name else known.name end,
    locale = case when $6::jsonb ? 'locale' then excluded.locale else known.locale end,
    time_zone = case when $6::jsonb ? 'time_zone' then excluded.time_zone else known.time_zone end,
    preferences = case when $6::jsonb ? 'preferences' then excluded.preferences else known.preferences end,
    quiet_from = case when $6::jsonb ? 'quiet_from' then excluded.quiet_from else known.quiet_from end,
    quiet_to = case when $6::jsonb ? 'quiet_to' then excluded.quiet_to else known.quiet_to end
  where known.deletion_id is null or aimi_stays(known.owner_id, array[known.owner_id])
  returning *
),
new_job as (
  insert into outbox (id, tenant_id, owner_id, queue, body, created_at, due_at)
  select $7::uuid, c.tenant_id, c.owner_id, 'reminders',
    jsonb_build_object('kind', 'move_person', 'user_id', c.id, 'request_id', $8::text),
    $4::timestamptz, $4::timestamptz + interval '1 minute'
  from changed c join before on coalesce(before.time_zone, 'UTC') <> coalesce(c.time_zone, 'UTC')
  where exists (
    select from reminders r where r.owner_id = c.owner_id and r.time_zone is null and r.status <> 'cancelled')
  returning 1
)
select changed.*, exists (select from new_job) as left_job from changed
