-- Gives jobs up: they move from the outbox to the failed ones, so that the sweep sends them no more. What they were to
-- learn from goes on waiting; the oldest message of a conversation, which the last tries were about, is set aside, so
-- that the next job is not stopped by it again. Where messages are named, these are set aside, and the job goes on with
-- the rest. A failed job is its person's. One that comes twice fails once; one that was tried again and failed again is
-- failed anew; one that has nothing left to do is done.
--   $1 tenant  $2 jobs  $3 reason  $4 now  $5 messages or null
with job as materialized (
  select * from jsonb_to_recordset($2::jsonb) as job (
    id uuid, kind text, conversation_id uuid, draft_ids uuid[], request_id text, attempts int)
),
waiting as materialized (
  select distinct on (job.id) job.*, coalesce(u.owner_id, d.owner_id) as owner_id
  from job
    left join lateral (
      select u.owner_id from unlearned u
      where u.conversation_id = job.conversation_id and u.tenant_id = $1 limit 1) as u on true
    left join lateral (
      select d.owner_id from fact_drafts d
      where d.id = any (job.draft_ids) and d.tenant_id = $1 and d.settled_at is null limit 1) as d on true
  order by job.id
),
oldest as materialized (
  select first.message_id
  from job join outbox o on o.id = job.id and o.tenant_id = $1, lateral (
    select u.message_id from unlearned u
    where u.conversation_id = job.conversation_id and u.tenant_id = $1 and u.set_aside_at is null
    order by u.said_at, u.message_id limit 1) as first
),
-- In the order of whoever writes what was learnt: what waits first, then the outbox.
aside as (
  update unlearned u set set_aside_at = $4::timestamptz
  where u.message_id = any (coalesce($5::uuid[], array(select message_id from oldest)))
    and u.tenant_id = $1 and u.set_aside_at is null
  returning 1
),
done as (
  delete from outbox
  where tenant_id = $1 and id = any (array(select id from job)) and $5::uuid[] is null
    and (select count(*) from aside) >= 0
),
failure as (
  insert into failed_jobs as kept (id, tenant_id, owner_id, queue, body, reason, attempts, created_at)
  select w.id, $1, w.owner_id, 'learning-jobs',
    jsonb_strip_nulls(jsonb_build_object('kind', w.kind, 'conversation_id', w.conversation_id,
      'draft_ids', to_jsonb(w.draft_ids), 'request_id', w.request_id)),
    $3, w.attempts, $4::timestamptz
  from waiting w
  where w.owner_id is not null and w.owner_id <> all (coalesce((select aimi_leaving()), '{}'))
  order by w.id
  on conflict (id) do update set body = excluded.body, retried_at = null,
    attempts = greatest(kept.attempts, excluded.attempts),
    reason = case when kept.retried_at is null then kept.reason else excluded.reason end,
    created_at = case when kept.retried_at is null then kept.created_at else excluded.created_at end
  returning 1
)
select count(*)::int as failed from failure
