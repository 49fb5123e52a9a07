-- Gives jobs up: their texts without a vector are marked as failed and the jobs move from the outbox to the failed
-- ones, so that the sweep sends them no more; of several with the same texts one stands for them. What they belong to is locked against erasure meanwhile. A job that
-- comes twice fails once; one that was tried again and failed again is failed anew.
--   $1 tenant  $2 model  $3 jobs  $4 owners or null for every text  $5 text hashes or null  $6 reason  $7 now
with job as materialized (
  select * from jsonb_to_recordset($3::jsonb) as job (
    id uuid, queue text, message_ids uuid[], memory_ids uuid[], request_id text, attempts int)
),
item as materialized (
  select job.id as job_id, item.id from job, unnest(job.message_ids || job.memory_ids) as item (id)
),
said as materialized (
  select m.id, m.owner_id, m.text_hash from messages m
  where m.tenant_id = $1 and m.id = any (array(select id from item))
  order by m.id for key share
),
believed as materialized (
  select m.id, v.owner_id, v.text_hash from memories m join memory_versions v on v.memory_id = m.id
  where m.tenant_id = $1 and m.id = any (array(select id from item))
  order by m.id for key share of m
),
refused as materialized (
  select given.owner_id, decode(given.text_hash, 'hex') as text_hash
  from unnest($4::uuid[], $5::text[]) as given (owner_id, text_hash)
),
lost as materialized (
  select item.job_id, item.id, t.owner_id, t.text_hash
  from item join (select * from said union all select * from believed) as t on t.id = item.id
  where ($4::uuid[] is null or (t.owner_id, t.text_hash) in (select owner_id, text_hash from refused))
    and t.owner_id <> all (coalesce((select aimi_leaving()), '{}'))
    and not exists (
      select from embeddings e where e.owner_id = t.owner_id and e.model = $2 and e.text_hash = t.text_hash)
),
done as (
  delete from outbox where tenant_id = $1 and id = any (array(select id from job))
),
failure as (
  insert into embedding_failures (tenant_id, owner_id, text_hash, model, job_id, created_at)
  select distinct on (owner_id, text_hash) $1, owner_id, text_hash, $2, job_id, $7::timestamptz
  from lost order by owner_id, text_hash, job_id
  on conflict (owner_id, text_hash, model) do update set job_id = excluded.job_id, created_at = excluded.created_at
  returning job_id
),
given_up as (
  insert into failed_jobs as kept (id, tenant_id, owner_id, queue, body, reason, attempts, created_at)
  select distinct on (job.id) job.id, $1, aimi_owner_id($1, null), job.queue,
    jsonb_build_object(
      'message_ids', to_jsonb(array(select m.id from unnest(job.message_ids) as m (id)
        where m.id in (select lost.id from lost where lost.job_id = job.id))),
      'memory_ids', to_jsonb(array(select m.id from unnest(job.memory_ids) as m (id)
        where m.id in (select lost.id from lost where lost.job_id = job.id))),
      'request_id', job.request_id),
    $6, job.attempts, $7::timestamptz
  from job where job.id in (select job_id from failure)
  order by job.id
  on conflict (id) do update set attempts = greatest(kept.attempts, excluded.attempts), retried_at = null,
    reason = case when kept.retried_at is null then kept.reason else excluded.reason end,
    created_at = case when kept.retried_at is null then kept.created_at else excluded.created_at end,
    body = excluded.body || jsonb_build_object(
      'message_ids', (select coalesce(jsonb_agg(distinct named), '[]')
        from jsonb_array_elements(kept.body -> 'message_ids' || (excluded.body -> 'message_ids')) as named),
      'memory_ids', (select coalesce(jsonb_agg(distinct named), '[]')
        from jsonb_array_elements(kept.body -> 'memory_ids' || (excluded.body -> 'memory_ids')) as named))
)
select count(*)::int as failed from failure
