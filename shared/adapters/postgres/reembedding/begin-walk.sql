-- Leaves one walk for a tenant and model, whoever asks and however often. One that is clearing up already begins
-- anew; one that was given up is tried again from the beginning.
--   $1 tenant or null for every one  $2 model  $3 request id  $4 now  $5 who asks
with walk as materialized (
  select t.id as tenant_id,
    encode(substring(sha256(convert_to('reembed/' || t.id || '/' || $2, 'UTF8')) from 1 for 16), 'hex')::uuid as id
  from tenants t where $1::text is null or t.id = $1
),
begun as (
  insert into outbox as kept (id, tenant_id, owner_id, queue, body, created_at, due_at)
  select id, tenant_id, aimi_owner_id(tenant_id, null), 'memory-jobs',
    jsonb_build_object('kind', 'reembed', 'model', $2, 'stage', 'messages', 'after', null, 'request_id', $3::text),
    $4::timestamptz, $4::timestamptz + interval '1 minute'
  from walk order by id
  on conflict (id) do update set body = excluded.body
  where kept.body ->> 'stage' in ('old_messages', 'old_memories')
),
tried_again as (
  update failed_jobs j set retried_at = coalesce(j.retried_at, $4::timestamptz) from walk where j.id = walk.id
),
audited as (
  insert into audit_log
  select entry.* from walk w, aimi_audit(w.tenant_id, aimi_owner_id(w.tenant_id, null), null, $5, 'reembedding.begun', $2,
    null, $4::timestamptz) as entry
)
select id, tenant_id, 'memory-jobs' as queue, jsonb_build_object('kind', 'reembed', 'request_id', $3::text) as body
from walk order by id
