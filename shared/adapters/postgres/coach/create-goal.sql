with room as materialized (
  select count(*) < $7::int as is_left, true as is_known from goals where owner_id = $2::uuid and tenant_id = $1
),
{creation},
new_goal as (
  insert into goals (id, tenant_id, owner_id, user_id, title, why, measure, target_date, progress, status, created_at,
    updated_at)
  select draft.id, first.tenant_id, $2::uuid, $3, draft.title, draft.why, draft.measure, draft.target_date,
    draft.progress, draft.status, $4::timestamptz, $4::timestamptz
  from first, jsonb_populate_record(null::goals, $6::jsonb) as draft
  returning *
),
shown as (
  select * from new_goal
  union all
  select g.* from made join goals g on g.id = made.id and g.owner_id = $2::uuid where not made.is_first
)
select exists (select from home) as tenant_known, made.is_first, made.fits,
  shown.id, shown.title, shown.why, shown.measure, shown.target_date::text as target_date, shown.progress, shown.status,
  shown.version, shown.created_at, shown.updated_at,
  (select count(*)::int from tasks t where t.goal_id = shown.id and t.status = 'open') as open_tasks,
  (select count(*)::int from tasks t where t.goal_id = shown.id and t.status = 'done') as done_tasks
from (select) as one left join made on true left join shown on true
