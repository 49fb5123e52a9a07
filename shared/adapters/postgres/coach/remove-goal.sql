-- Takes a goal away, unless it has open tasks of which nobody says what becomes of them.
--   $1 tenant  $2 owner  $3 goal  $4 version or null  $5 now  $6 what becomes of its tasks, or null
with goal as materialized (
  select id, version from goals where id = $3::uuid and owner_id = $2::uuid and tenant_id = $1
),
fit as materialized (
  select id from goal where $4::int is null or version = $4::int
),
its as materialized (
  select t.id, t.status from fit join tasks t on t.goal_id = fit.id and t.owner_id = $2::uuid
),
decided as materialized (
  select id from fit where $6::text is not null or not exists (select from its where status = 'open')
),
deleted_task as (
  delete from tasks t using decided, its where t.id = its.id and $6::text = 'delete'
),
left_task as (
  update tasks t set goal_id = null, version = t.version + 1, updated_at = $5::timestamptz,
    status = case when $6::text = 'cancel' and t.status = 'open' then 'cancelled' else t.status end
  from decided, its where t.id = its.id and $6::text is distinct from 'delete'
),
removed as (
  delete from goals g using decided where g.id = decided.id
)
select exists (select from goal) as found, exists (select from fit) as fit, exists (select from decided) as removed,
  (select count(*)::int from its) as tasks, (select count(*)::int from its where status = 'open') as open_tasks
