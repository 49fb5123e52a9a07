-- One that recurs goes by the person's zone where it names none.
with room as materialized (
  select
    (select count(*) < $7::int from tasks where owner_id = $2::uuid and tenant_id = $1) as is_left,
    $6::jsonb ->> 'goal_id' is null or exists (
      select from goals
      where id = ($6::jsonb ->> 'goal_id')::uuid and owner_id = $2::uuid and tenant_id = $1) as is_known
),
{creation},
new_task as (
  insert into tasks (id, tenant_id, owner_id, user_id, goal_id, title, notes, due_at, time_zone, recurrence,
    first_due_at, status, done_count, done_at, created_at, updated_at)
  select draft.id, first.tenant_id, $2::uuid, $3, draft.goal_id, draft.title, draft.notes, draft.due_at,
    coalesce(draft.time_zone, case when draft.recurrence is not null then
      coalesce((select u.time_zone from users u where u.tenant_id = $1 and u.id = $3), 'UTC') end),
    draft.recurrence, case when draft.recurrence is not null then draft.due_at end,
    draft.status, (draft.status = 'done')::int, case when draft.status = 'done' then $4::timestamptz end,
    $4::timestamptz, $4::timestamptz
  from first, jsonb_populate_record(null::tasks, $6::jsonb) as draft
  returning *
),
shown as (
  select * from new_task
  union all
  select t.* from made join tasks t on t.id = made.id and t.owner_id = $2::uuid where not made.is_first
)
select exists (select from home) as tenant_known, room.is_known as goal_known, made.is_first, made.fits, shown.*
from room left join made on true left join shown on true
