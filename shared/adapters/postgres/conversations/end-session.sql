-- $1 tenant  $2 owner  $3 the client's id  $4 reason  $5 now
with c as (
  update conversations set reset_at = $5::timestamptz
  where tenant_id = $1 and owner_id = $2::uuid and client_id = $3
  returning id
),
ended as (
  update sessions s set ended_at = $5::timestamptz, end_reason = $4
  where s.conversation_id = (select id from c) and s.ended_at is null
)
select from c
