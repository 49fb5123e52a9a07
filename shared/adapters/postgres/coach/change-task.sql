-- Sets what is given; done, it is done for good or, where it recurs, open and due at its next time, which somebody must
-- have said, and kept to the second. What changes nothing leaves the version as it is.
--   $1 tenant  $2 owner  $3 task  $4 version or null  $5 now  $6 change  $7 user
--   $8 whether it is done  $9 whether its next time is said  $10 that or null
with old as materialized (
  select t as task, t.version from tasks t where t.id = $3::uuid and t.owner_id = $2::uuid and t.tenant_id = $1
),
fit as materialized (
  select task from old where $4::int is null or version = $4::int
),
merged as materialized (
  select given.*, given.recurrence is not null as recurs,
    given.due_at is distinct from (fit.task).due_at or given.recurrence is distinct from (fit.task).recurrence as begins_anew,
    $8::boolean and (fit.task).status <> 'done' as is_done,
    given.goal_id is null or given.goal_id is not distinct from (fit.task).goal_id or exists (
      select from goals g where g.id = given.goal_id and g.owner_id = $2::uuid and g.tenant_id = $1) as goal_known
  from fit, jsonb_populate_record(fit.task, $6::jsonb) as said,
    jsonb_populate_record(said, case when said.recurrence is null then '{}' else jsonb_build_object(
      'due_at', date_trunc('second', said.due_at)) end) as given
),
planned as materialized (
  select m.*, m.is_done and (not m.recurs or $9::boolean) as completes,
    coalesce(m.time_zone, case when m.recurs then
      coalesce((select u.time_zone from users u where u.tenant_id = $1 and u.id = $7), 'UTC') end) as zone,
    case when m.recurs then case when m.begins_anew then m.due_at else m.first_due_at end end as begins_at
  from merged m
),
outcome as materialized (
  select id, case
    when not goal_known then 'goal_missing'
    when recurs and due_at is null then 'undated'
    when is_done and not completes then 'recurs'
    else 'written' end as name
  from planned
),
changed as (
  update tasks t set goal_id = p.goal_id, title = p.title, notes = p.notes, recurrence = p.recurrence,
    due_at = case when p.completes and p.recurs then coalesce($10::timestamptz, p.due_at) else p.due_at end,
    time_zone = p.zone, first_due_at = p.begins_at,
    status = case when not p.completes then p.status when p.recurs and $10::timestamptz is not null then 'open' else 'done' end,
    done_count = p.done_count + p.completes::int,
    done_at = case when p.completes then $5::timestamptz else p.done_at end,
    version = t.version + 1, updated_at = $5::timestamptz
  from planned p, outcome
  where t.id = p.id and outcome.name = 'written' and (p.completes
    or (t.goal_id, t.title, t.notes, t.due_at, t.time_zone, t.recurrence, t.first_due_at, t.status) is distinct from
      (p.goal_id, p.title, p.notes, p.due_at, p.zone, p.recurrence, p.begins_at, p.status))
  returning t.*
),
-- What is planned and was not written: nothing changes, or somebody must say when it is due next.
unwritten as (
  select id, goal_id, title, notes, due_at, zone as time_zone, recurrence, begins_at as first_due_at, status, done_count,
    done_at, version, created_at, updated_at
  from planned where not exists (select from changed)
),
shown as (
  select id, goal_id, title, notes, due_at, time_zone, recurrence, first_due_at, status, done_count, done_at, version,
    created_at, updated_at
  from changed
  union all select * from unwritten
)
select exists (select from old) as found, exists (select from fit) as fit, outcome.name as outcome, shown.*
from (select) as one left join outcome on true left join shown on true
