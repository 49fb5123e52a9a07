-- Ends the open session, and tells of it, or of the last one where none is open. A repeat under one key ends none that
-- began since, and tells of the first one's.
--   $1 tenant  $2 owner  $3 the client's id  $4 reason  $5 now  $6 request id  $7 caller  $8 route  $9 key or null
--   $10 request hash
with c as materialized (
  select id, title from conversations where tenant_id = $1 and owner_id = $2::uuid and client_id = $3
),
reset as (
  update conversations set reset_at = $5::timestamptz where id = (select id from c) and $4 = 'reset'
),
last as materialized (
  select s.id from sessions s where s.conversation_id = (select id from c)
  order by s.id desc limit 1
),
claim as (
  insert into idempotency_keys as kept (tenant_id, owner_id, caller, route, key, request_hash, result, created_at)
  select $1, $2::uuid, $7::text, $8::text, $9::text, decode($10::text, 'hex'),
    jsonb_build_object('session_id', last.id), $5::timestamptz
  from last where $9::text is not null
  on conflict (tenant_id, owner_id, caller, route, key) do update set
    request_hash = case when kept.created_at < excluded.created_at - interval '24 hours' then excluded.request_hash else kept.request_hash end,
    result = case when kept.created_at < excluded.created_at - interval '24 hours' then excluded.result else kept.result end,
    created_at = case when kept.created_at < excluded.created_at - interval '24 hours' then excluded.created_at else kept.created_at end
  returning kept.request_hash, kept.result
),
told as materialized (
  select last.id as last_id, coalesce((claim.result ->> 'session_id')::uuid, last.id) as id,
    coalesce(claim.request_hash <> decode($10::text, 'hex'), false) as mismatch
  from last left join claim on true
),
ended as (
  update sessions s set ended_at = $5::timestamptz, end_reason = $4
  where s.conversation_id = (select id from c) and s.ended_at is null
    and exists (select from told where told.id = told.last_id and not told.mismatch)
  returning s.id, s.tenant_id, s.owner_id, s.conversation_id
)
