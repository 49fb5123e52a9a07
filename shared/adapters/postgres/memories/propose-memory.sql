-- Keeps a draft of a memory until it is held against what is known, with the job that does so and the answer to a
-- repeat. What it names must be of the same owner, and of a type that may be kept, or nothing is written.
-- The messages are locked before, so that a draft never outlives what it rests on.
--   $1 tenant  $2 owner  $3 user  $4 id  $5 draft  $6 created at  $7 now  $8 may provision the tenant  $9 request id
--   $10 caller  $11 route  $12 key or null  $13 request hash
with home as materialized (
  select $1::text as tenant_id where $8::boolean or exists (select from tenants where id = $1)
),
source as materialized (
  select given.id, given.position, (
    select true from messages m
    where m.id = given.id::uuid and m.tenant_id = $1 and m.owner_id = $2::uuid) is not null as known
  from jsonb_array_elements_text($5::jsonb -> 'source_message_ids') with ordinality as given (id, position)
),
refused as materialized (
  select $5::jsonb ->> 'type' = any (aimi_refused_types($1, $2::uuid)) as is_refused
),
answered as materialized (
  select from idempotency_keys k
  where k.tenant_id = $1 and k.owner_id = $2::uuid and k.caller = $10 and k.route = $11 and k.key = $12::text
    and k.created_at >= $7::timestamptz - interval '24 hours'
),
fit as materialized (
  select home.tenant_id from home, refused
  where not is_refused and not exists (select from source where not known)
),
claim as (
  insert into idempotency_keys as kept (tenant_id, owner_id, caller, route, key, request_hash, result, created_at)
  select home.tenant_id, $2::uuid, $10::text, $11::text, $12::text, decode($13::text, 'hex'),
    jsonb_build_object('id', $4::uuid), $7::timestamptz
  from home
  where $12::text is not null and (exists (select from fit) or exists (select from answered))
  on conflict (tenant_id, owner_id, caller, route, key) do update set
    request_hash = case when kept.created_at < excluded.created_at - interval '24 hours' then excluded.request_hash else kept.request_hash end,
    result = case when kept.created_at < excluded.created_at - interval '24 hours' then excluded.result else kept.result end,
    created_at = case when kept.created_at < excluded.created_at - interval '24 hours' then excluded.created_at else kept.created_at end
  returning kept.request_hash, kept.result
),
first as materialized (
  select fit.tenant_id from fit
  where $12::text is null or exists (select from claim where (claim.result ->> 'id')::uuid = $4::uuid)
),
new_tenant as (
  insert into tenants (id, name, created_at)
  select tenant_id, tenant_id, $7::timestamptz from first where $8::boolean
  on conflict do nothing
),
seen_user as (
  insert into users as known (tenant_id, id, owner_id, created_at, last_seen_at)
  select first.tenant_id, $3::text, $2::uuid, $7::timestamptz, $7::timestamptz from first where $3::text is not null
  on conflict (tenant_id, id) do update set last_seen_at = excluded.last_seen_at
  where known.last_seen_at < excluded.last_seen_at - interval '15 minutes'
),
new_draft as (
  insert into fact_drafts (id, tenant_id, owner_id, user_id, draft, created_at)
  select $4::uuid, first.tenant_id, $2::uuid, $3::text, $5::jsonb, $6::timestamptz from first
),
new_job as (
  insert into outbox (id, tenant_id, owner_id, queue, body, created_at, due_at)
  select $4::uuid, first.tenant_id, $2::uuid, 'learning-jobs',
    jsonb_build_object('kind', 'settle_facts', 'draft_ids', jsonb_build_array($4::uuid), 'request_id', $9::text),
    $7::timestamptz, $7::timestamptz + interval '1 minute'
  from first
)
select
  exists (select from home) as tenant_known,
  exists (select from first) as stored,
  (select encode(request_hash, 'hex') from claim) as request_hash,
  (select result ->> 'id' from claim) as first_id,
  (select id from source where not known order by position limit 1) as unknown_message,
  (select is_refused from refused) as is_refused
