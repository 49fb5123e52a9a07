-- Sets what is given; where it recurs and its times change, somebody must have said when the last of them is over. What
-- changes nothing leaves the version as it is. What recurs is kept to the second.
--   $1 tenant  $2 owner  $3 event  $4 version or null  $5 now  $6 change  $7 whether its end is said  $8 that or null
with old as materialized (
  select e as event, e.version from events e where e.id = $3::uuid and e.owner_id = $2::uuid and e.tenant_id = $1
),
fit as materialized (
  select event from old where $4::int is null or version = $4::int
),
merged as materialized (
  select given as event, (given.starts_at, given.ends_at, given.time_zone, given.recurrence) is distinct from
    ((fit.event).starts_at, (fit.event).ends_at, (fit.event).time_zone, (fit.event).recurrence) as moves
  from fit, jsonb_populate_record(fit.event, $6::jsonb) as said,
    jsonb_populate_record(said, case when said.recurrence is null then '{}' else jsonb_build_object(
      'starts_at', date_trunc('second', said.starts_at), 'ends_at', date_trunc('second', said.ends_at)) end) as given
),
outcome as materialized (
  select case
    when (event).ends_at < (event).starts_at then 'reversed'
    when moves and (event).recurrence is not null and not $7::boolean then 'recurs'
    else 'written' end as name
  from merged
),
changed as (
  update events e set title = (m.event).title, notes = (m.event).notes, location = (m.event).location,
    starts_at = (m.event).starts_at, ends_at = (m.event).ends_at, time_zone = (m.event).time_zone,
    recurrence = (m.event).recurrence,
    last_ends_at = case when not m.moves then e.last_ends_at
      when (m.event).recurrence is null then coalesce((m.event).ends_at, (m.event).starts_at)
      else $8::timestamptz end,
    version = e.version + 1, updated_at = $5::timestamptz
  from fit, merged m, outcome
  where e.id = (m.event).id and outcome.name = 'written' and m.event is distinct from fit.event
  returning e.*
),
shown as (
  select * from changed
  union all
  select (m.event).* from merged m where not exists (select from changed)
)
select exists (select from old) as found, exists (select from fit) as fit, outcome.name as outcome, shown.*
from (select) as one left join outcome on true left join shown on true
