-- Work of the tenant's that names what is gone: the names go, and a job that names nothing else; so does the place
-- where a run of retention ended.
--   $1 tenant
with named as materialized (
  select 'outbox' as home, id, body from outbox where tenant_id = $1 and body ? 'message_ids'
  union all
  select 'failed_jobs', id, body from failed_jobs where tenant_id = $1 and body ? 'message_ids'
),
left_over as materialized (
  select named.home, named.id,
    jsonb_array_length(body -> 'message_ids') + jsonb_array_length(coalesce(body -> 'memory_ids', '[]')) as before,
    (select coalesce(jsonb_agg(item), '[]') from jsonb_array_elements_text(body -> 'message_ids') as item
     where exists (select from messages m where m.id = item::uuid)) as message_ids,
    (select coalesce(jsonb_agg(item), '[]') from jsonb_array_elements_text(coalesce(body -> 'memory_ids', '[]')) as item
     where exists (select from memories m where m.id = item::uuid)) as memory_ids
  from named
),
thinner as materialized (
  select *, jsonb_array_length(message_ids) + jsonb_array_length(memory_ids) as after,
    jsonb_build_object('message_ids', message_ids, 'memory_ids', memory_ids) as named
  from left_over where jsonb_array_length(message_ids) + jsonb_array_length(memory_ids) < before
),
emptied_job as (delete from outbox o using thinner t where t.home = 'outbox' and o.id = t.id and t.after = 0),
emptied_failure as (delete from failed_jobs f using thinner t where t.home = 'failed_jobs' and f.id = t.id and t.after = 0),
thinned_job as (
  update outbox o set body = o.body || t.named from thinner t where t.home = 'outbox' and o.id = t.id and t.after > 0
),
thinned_failure as (
  update failed_jobs f set body = f.body || t.named from thinner t
  where t.home = 'failed_jobs' and f.id = t.id and t.after > 0
),
ended_run as (
  update retention_runs r set
    archived_to_id = case when exists (select from messages m where m.id = r.archived_to_id) then r.archived_to_id
      else '00000000-0000-0000-0000-000000000000' end,
    deleted_to_id = '00000000-0000-0000-0000-000000000000'
  where r.tenant_id = $1 and r.finished_at is not null
    and greatest(r.archived_to_id, r.deleted_to_id) > '00000000-0000-0000-0000-000000000000'
    and not (exists (select from messages m where m.id = r.archived_to_id)
      and r.deleted_to_id = '00000000-0000-0000-0000-000000000000')
)
select count(*)::int as erased, false as more from thinner
