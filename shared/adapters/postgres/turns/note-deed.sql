-- How often a task was done when a turn of a message first wanted to do it stands until none of them can run any more.
--   $1 tenant  $2 owner  $3 message and task  $4 task  $5 now
with task as materialized (
  select t.done_count from tasks t where t.tenant_id = $1 and t.owner_id = $2::uuid and t.id = $4::uuid
),
noted as (
  insert into idempotency_keys (tenant_id, owner_id, caller, route, key, request_hash, result, created_at)
  select $1, $2::uuid, 'turn', 'tool:complete_task', $3, '', jsonb_build_object('times', done_count), $5::timestamptz from task
  on conflict do nothing
)
select task.done_count > coalesce((kept.result ->> 'times')::int, task.done_count) as done
from task left join idempotency_keys kept on kept.tenant_id = $1 and kept.owner_id = $2::uuid and kept.caller = 'turn'
  and kept.route = 'tool:complete_task' and kept.key = $3
