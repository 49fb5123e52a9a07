-- Registers a push token: a person's again, or taken over from whoever had it, under an id of its own. The
-- idempotency row keeps the device's id beside the call's, so that a repeat finds it and changes nothing.
--   $1 tenant  $2 owner  $3 user  $4 now  $5 may provision the tenant  $6 id  $7 platform  $8 environment
--   $9 token  $10 name  $11 caller  $12 route  $13 key or null  $14 request hash  $15 sign-in or null
with ended as materialized (
  select from sign_ins where owner_id = $2::uuid and id::text = $15::text and ended_at is not null
),
home as materialized (
  select $1::text as tenant_id
  where ($5::boolean or exists (select from tenants where id = $1)) and not exists (select from ended)
),
device as materialized (
  select coalesce((
    select d.id from push_devices d where d.tenant_id = $1 and d.token = $9 and d.owner_id = $2::uuid), $6::uuid) as id
),
claim as (
  insert into idempotency_keys as kept (tenant_id, owner_id, caller, route, key, request_hash, result, created_at)
  select home.tenant_id, $2::uuid, $11::text, $12::text, $13::text, decode($14::text, 'hex'),
    jsonb_build_object('id', device.id, 'call', $6::text), $4::timestamptz
  from home, device where $13::text is not null
  on conflict (tenant_id, owner_id, caller, route, key) do update set
    request_hash = case when kept.created_at < excluded.created_at - interval '24 hours' then excluded.request_hash else kept.request_hash end,
    result = case when kept.created_at < excluded.created_at - interval '24 hours' then excluded.result else kept.result end,
    created_at = case when kept.created_at < excluded.created_at - interval '24 hours' then excluded.created_at else kept.created_at end
  returning kept.request_hash, kept.result
),
first as materialized (
  select home.tenant_id from home
  where $13::text is null or exists (select from claim where claim.result ->> 'call' = $6::text)
),
new_tenant as (
  insert into tenants (id, name, created_at) select tenant_id, tenant_id, $4::timestamptz from first where $5::boolean
  on conflict do nothing
),
seen_user as (
  insert into users as known (tenant_id, id, owner_id, created_at, last_seen_at)
  select tenant_id, $3, $2::uuid, $4::timestamptz, $4::timestamptz from first
  on conflict (tenant_id, id) do update set last_seen_at = excluded.last_seen_at
  where known.last_seen_at < excluded.last_seen_at - interval '15 minutes'
),
registered as (
  insert into push_devices as kept
    (id, tenant_id, owner_id, user_id, platform, environment, token, name, created_at, updated_at, sign_in_id)
  select device.id, first.tenant_id, $2::uuid, $3, $7, $8, $9, $10, $4::timestamptz, $4::timestamptz, $15::text
  from first, device
  on conflict (tenant_id, token) do update set
    id = case when kept.owner_id = excluded.owner_id then kept.id else excluded.id end,
    created_at = case when kept.owner_id = excluded.owner_id then kept.created_at else excluded.created_at end,
    owner_id = excluded.owner_id, user_id = excluded.user_id, platform = excluded.platform,
    environment = excluded.environment, name = excluded.name, updated_at = excluded.updated_at,
    sign_in_id = excluded.sign_in_id
  returning *
),
shown as (
  select * from registered
  union all
  select d.* from claim join push_devices d on d.id = (claim.result ->> 'id')::uuid
  where not exists (select from first) and d.owner_id = $2::uuid
)
select exists (select from ended) as signed_out, exists (select from home) as tenant_known,
  (select encode(request_hash, 'hex') from claim) as request_hash, exists (select from first) as is_first, shown.*
from (select) as one left join shown on true
