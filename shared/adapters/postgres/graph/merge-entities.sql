-- Merges one entity into another, which may have been merged itself. Their owner's graph is locked before. A merge that
-- is there already is told as it was.
--   $1 tenant  $2 owner or null for the whole tenant  $3 from  $4 into  $5 now
--   $6 caller's owner  $7 caller  $8 route  $9 key or null  $10 request hash
with source as materialized (
  select e.* from entities e
  where e.id = $3::uuid and e.tenant_id = $1 and ($2::uuid is null or e.owner_id = $2::uuid)
),
target as materialized (
  select coalesce(e.merged_into, e.id) as id from source, lateral (
    select e.* from entities e where e.id = $4::uuid and e.tenant_id = $1 and e.owner_id = source.owner_id) as e
),
judged as materialized (
  select source.id, target.id as target_id, source.merged_into = target.id as is_done,
    case when source.merged_into is null then $5::timestamptz else source.merged_at end as merged_at,
    case when source.id = target.id then 'same' when source.is_self then 'is_self'
      when source.merged_into <> target.id then 'merged_elsewhere' end as refused
  from source, target
),
answered as materialized (
  select from idempotency_keys k
  where k.tenant_id = $1 and k.owner_id = $6::uuid and k.caller = $7 and k.route = $8 and k.key = $9::text
    and k.created_at >= $5::timestamptz - interval '24 hours'
),
claim as (
  insert into idempotency_keys as kept (tenant_id, owner_id, caller, route, key, request_hash, result, created_at)
  select $1, $6::uuid, $7::text, $8::text, $9::text, decode($10::text, 'hex'),
    jsonb_build_object('into', judged.target_id, 'merged_at', aimi_instant(judged.merged_at)), $5::timestamptz
  from (select) as once left join judged on true
  where $9::text is not null and (judged.refused is null and judged.id is not null or exists (select from answered))
  on conflict (tenant_id, owner_id, caller, route, key) do update set
    request_hash = case when kept.created_at < excluded.created_at - interval '24 hours' then excluded.request_hash else kept.request_hash end,
    result = case when kept.created_at < excluded.created_at - interval '24 hours' then excluded.result else kept.result end,
    created_at = case when kept.created_at < excluded.created_at - interval '24 hours' then excluded.created_at else kept.created_at end
  returning kept.request_hash, kept.result
),
drawn as materialized (
  select aimi_merge_entity(judged.id, judged.target_id, $5::timestamptz) from judged
  where judged.refused is null and judged.is_done is null
    and ($9::text is null or exists (
      select from claim where claim.request_hash = decode($10::text, 'hex') and (claim.result ->> 'into')::uuid = judged.target_id))
)
select (select encode(request_hash, 'hex') from claim) as request_hash,
  case when not exists (select from source) then $3::uuid when not exists (select from target) then $4::uuid end as unknown,
  judged.refused,
  coalesce((select claim.result ->> 'into' from claim), judged.target_id::text) as into,
  coalesce((select claim.result ->> 'merged_at' from claim), aimi_instant(judged.merged_at)) as merged_at,
  (select count(*) from drawn)::int as drawn
from (select) as once left join judged on true
