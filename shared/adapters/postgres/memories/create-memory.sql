-- Stores a memory with its first version, what it rests on, its postings, the outbox row for its embedding and
-- the answer to a repeat; the memory that it replaces gets a version that says so, and the person's
-- state says it no more. What it names must be of the same owner, or nothing is written. The replaced memory is locked
-- before; the id of a draft means the memory that it went into.
--   $1 tenant  $2 owner  $3 memory  $4 model  $5 now  $6 may provision the tenant
--   $7 outbox id  $8 request id  $9 caller  $10 route  $11 key or null  $12 request hash
with draft as materialized (
  select given.*, coalesce((
    select d.memory_id from fact_drafts d
    where d.id = given.supersedes and d.tenant_id = $1 and d.owner_id = $2::uuid), given.supersedes) as replaces
  from jsonb_to_record($3::jsonb) as given (
    id uuid, version_id uuid, outdated_version_id uuid, user_id text, provenance text, supersedes uuid,
    source_message_ids uuid[], type text, content text, text_hash text, importance float8,
    valid_from timestamptz, valid_to timestamptz, metadata jsonb, created_at timestamptz)
),
source as materialized (
  select given.id, given.position, (
    select true from messages m
    where m.id = given.id and m.tenant_id = $1 and m.owner_id = $2::uuid) is not null as known
  from draft, unnest(draft.source_message_ids) with ordinality as given (id, position)
),
replaced as materialized (
  select v.*, (select true from memories m where m.supersedes = v.memory_id) is not null as already
  from draft join memory_versions v on v.memory_id = draft.replaces and v.superseded_at is null
  where v.tenant_id = $1 and v.owner_id = $2::uuid
),
home as materialized (
  select $1::text as tenant_id where $6::boolean or exists (select from tenants where id = $1)
),
answer as materialized (
  select jsonb_build_object('id', draft.id, 'supersedes', draft.replaces, 'pending', not exists (
    select from embeddings e
    where e.owner_id = $2::uuid and e.model = $4 and e.text_hash = decode(draft.text_hash, 'hex'))) as result
  from draft
),
answered as materialized (
  select from idempotency_keys k
  where k.tenant_id = $1 and k.owner_id = $2::uuid and k.caller = $9 and k.route = $10 and k.key = $11::text
    and k.created_at >= $5::timestamptz - interval '24 hours'
),
fit as materialized (
  select home.tenant_id from home, draft
  where not exists (select from source where not known)
    and (draft.replaces is null or exists (select from replaced where not already))
),
claim as (
  insert into idempotency_keys as kept (tenant_id, owner_id, caller, route, key, request_hash, result, created_at)
  select home.tenant_id, $2::uuid, $9::text, $10::text, $11::text, decode($12::text, 'hex'), answer.result, $5::timestamptz
  from home, answer
  where $11::text is not null and (exists (select from fit) or exists (select from answered))
  on conflict (tenant_id, owner_id, caller, route, key) do update set
    request_hash = case when kept.created_at < excluded.created_at - interval '24 hours' then excluded.request_hash else kept.request_hash end,
    result = case when kept.created_at < excluded.created_at - interval '24 hours' then excluded.result else kept.result end,
    created_at = case when kept.created_at < excluded.created_at - interval '24 hours' then excluded.created_at else kept.created_at end
  returning kept.request_hash, kept.result
),
first as materialized (
  select fit.tenant_id from fit, answer
  where $11::text is null or exists (select from claim where claim.result = answer.result)
),
new_tenant as (
  insert into tenants (id, name, created_at)
  select tenant_id, tenant_id, $5::timestamptz from first where $6::boolean
  on conflict do nothing
),
seen_user as (
  insert into users as known (tenant_id, id, owner_id, created_at, last_seen_at)
  select first.tenant_id, draft.user_id, $2::uuid, $5::timestamptz, $5::timestamptz
  from first, draft where draft.user_id is not null
  on conflict (tenant_id, id) do update set last_seen_at = excluded.last_seen_at
  where known.last_seen_at < excluded.last_seen_at - interval '15 minutes'
),
new_memory as (
  insert into memories (id, tenant_id, owner_id, user_id, provenance, supersedes, created_at)
  select draft.id, first.tenant_id, $2::uuid, draft.user_id, draft.provenance, draft.replaces, draft.created_at
  from first, draft
),
new_source as (
  insert into memory_sources (tenant_id, owner_id, memory_id, message_id, position)
  select first.tenant_id, $2::uuid, draft.id, source.id, source.position from first, draft, source
),
outdated as (
  update memory_versions v set superseded_at = greatest($5::timestamptz, v.created_at)
  from first, replaced where v.id = replaced.id
),
new_version as (
  insert into memory_versions (id, tenant_id, owner_id, memory_id, version, reason, type, content, text_hash,
    importance, status, valid_from, valid_to, metadata, created_at)
  select draft.version_id, first.tenant_id, $2::uuid, draft.id, 1, 'created', draft.type, draft.content,
    decode(draft.text_hash, 'hex'), draft.importance, 'active', draft.valid_from, draft.valid_to, draft.metadata,
    draft.created_at
  from first, draft
  union all
  select draft.outdated_version_id, first.tenant_id, $2::uuid, old.memory_id, old.version + 1, 'superseded', old.type,
    old.content, old.text_hash, old.importance, 'outdated', old.valid_from,
    greatest(least(old.valid_to, coalesce(draft.valid_from, $5::timestamptz)), old.valid_from), old.metadata,
    greatest($5::timestamptz, old.created_at)
  from first, draft, replaced old
  returning *
),
new_posting as (
  insert into memory_postings
  select posting.*
  from new_version v, aimi_version_postings(v.tenant_id, v.owner_id, v.id, v.content) as posting
),
new_job as (
  insert into outbox (id, tenant_id, owner_id, queue, body, created_at, due_at)
  select $7::uuid, first.tenant_id, $2::uuid, 'memory-jobs',
    jsonb_build_object('message_ids', '[]'::jsonb, 'memory_ids', jsonb_build_array(draft.id), 'request_id', $8::text),
    $5::timestamptz, $5::timestamptz + interval '1 minute'
  from first, draft, answer where (answer.result ->> 'pending')::boolean
),
unstated as materialized (
  select aimi_take_lines($2::uuid, array[v.memory_id], $5::timestamptz, false) from new_version v where v.status = 'outdated'
),
-- A text that is written again is tried again.
tried_again as (
  delete from embedding_failures f using first, draft
  where f.owner_id = $2::uuid and f.text_hash = decode(draft.text_hash, 'hex') and f.model = $4
)
select
  exists (select from home) as tenant_known,
  exists (select from first) and (select count(*) from unstated) >= 0 as stored,
  (select encode(request_hash, 'hex') from claim) as request_hash,
  coalesce((select result from claim), (select result from answer)) as result,
  (select id from source where not known order by position limit 1) as unknown_message,
  (select draft.replaces is null or exists (select from replaced) from draft) as replaced_known
