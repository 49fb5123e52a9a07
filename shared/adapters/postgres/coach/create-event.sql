-- In the person's zone where it names none; $12 is the zone by which its end was found, or null where it goes by none.
with room as materialized (
  select count(*) < $7::int as is_left, zone, $12::text is null or zone = $12::text as is_known
  from (select coalesce($6::jsonb ->> 'time_zone',
    (select u.time_zone from users u where u.tenant_id = $1 and u.id = $3), 'UTC') as zone) as here
    left join events e on e.owner_id = $2::uuid and e.tenant_id = $1
  group by zone
),
{creation},
new_event as (
  insert into events (id, tenant_id, owner_id, user_id, title, notes, location, starts_at, ends_at, time_zone,
    recurrence, last_ends_at, created_at, updated_at)
  select draft.id, first.tenant_id, $2::uuid, $3, draft.title, draft.notes, draft.location, draft.starts_at,
    draft.ends_at, room.zone, draft.recurrence, draft.last_ends_at, $4::timestamptz, $4::timestamptz
  from first, room, jsonb_populate_record(null::events, $6::jsonb) as draft
  returning *
),
shown as (
  select * from new_event
  union all
  select e.* from made join events e on e.id = made.id and e.owner_id = $2::uuid where not made.is_first
)
select exists (select from home) as tenant_known, room.is_known as zone_known, room.zone, made.is_first, made.fits,
  shown.*
from room left join made on true left join shown on true
