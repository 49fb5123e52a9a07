-- Ends the open session, and tells of it, or of the last one where none is open. Where a summary is asked for, what came
-- by the API since then is a session of its own; the conversation is locked before, so that one is made. A repeat under
-- one key ends none that began since, and tells of the first one's. Where nobody is to settle the session that is told
-- any more, since that was given up, its jobs are left again.
--   $1 tenant  $2 owner  $3 the client's id  $4 reason  $5 now  $6 request id  $7 caller  $8 route  $9 key or null
--   $10 request hash  $11 id of a session that is made, or null
with c as materialized (
  select id, title from conversations where tenant_id = $1 and owner_id = $2::uuid and client_id = $3
),
reset as (
  update conversations set reset_at = $5::timestamptz where id = (select id from c) and $4 = 'reset'
),
last as materialized (
  select s.id, s.ended_at from sessions s where s.conversation_id = (select id from c)
  order by s.id desc limit 1
),
brought as materialized (
  select min(m.created_at) as began, max(m.created_at) as ended
  from c, aimi_brought($11::uuid, c.id) as m
  -- Of two at once the one with the later id may be first: then it has all that came before.
  where not exists (select from last where last.ended_at is null or last.id > $11::uuid)
),
meant as materialized (
  select case when brought.began is not null then $11::uuid else (select last.id from last) end as id from brought
),
claim as (
  insert into idempotency_keys as kept (tenant_id, owner_id, caller, route, key, request_hash, result, created_at)
  select $1, $2::uuid, $7::text, $8::text, $9::text, decode($10::text, 'hex'),
    jsonb_build_object('session_id', meant.id), $5::timestamptz
  from meant where $9::text is not null and meant.id is not null
  on conflict (tenant_id, owner_id, caller, route, key) do update set
    request_hash = case when kept.created_at < excluded.created_at - interval '24 hours' then excluded.request_hash else kept.request_hash end,
    result = case when kept.created_at < excluded.created_at - interval '24 hours' then excluded.result else kept.result end,
    created_at = case when kept.created_at < excluded.created_at - interval '24 hours' then excluded.created_at else kept.created_at end
  returning kept.request_hash, kept.result
),
told as materialized (
  select coalesce((claim.result ->> 'session_id')::uuid, meant.id) as id,
    coalesce(claim.request_hash <> decode($10::text, 'hex'), false) as mismatch,
    coalesce((claim.result ->> 'session_id')::uuid = meant.id, true) as is_first
  from meant left join claim on true
),
closed as (
  update sessions s set ended_at = $5::timestamptz, end_reason = $4
  where s.conversation_id = (select id from c) and s.ended_at is null
    and exists (select from told where told.is_first and not told.mismatch)
  returning s.id, s.tenant_id, s.owner_id, s.conversation_id
),
made as (
  insert into sessions (id, tenant_id, owner_id, conversation_id, started_at, last_active_at, ended_at, end_reason)
  select $11::uuid, $1, $2::uuid, c.id, b.began, b.ended, $5::timestamptz, $4
  from c, brought b, told where b.began is not null and told.is_first and not told.mismatch
  returning id, tenant_id, owner_id, conversation_id
),
given_up as (
  select s.id, s.tenant_id, s.owner_id, s.conversation_id from sessions s
  where s.id = (select told.id from told where not told.mismatch) and $4 = 'request'
    and s.ended_at is not null and s.settled_at is null and (select true from outbox o where o.id = s.id) is null
),
ended as (
  select * from closed union all select * from made union all select * from given_up
)
