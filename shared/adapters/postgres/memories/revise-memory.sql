-- Adds a version to a memory: what the change names is new, the rest as it was. What the graph and the person's state
-- have from a text that is said no more goes. The memory is locked before, so that the version this one follows is the
-- last there is. The id of a draft means the memory that it went into. A change
-- that would end before it begins writes nothing; what was answered before is answered so again, whatever came since.
--   $1 tenant  $2 owner or null for the whole tenant  $3 memory  $4 model  $5 now  $6 change  $7 version id
--   $8 reason  $9 outbox id  $10 request id  $11 caller's owner  $12 caller  $13 route  $14 key or null  $15 request hash
with asked as materialized (
  select coalesce((
    select d.memory_id from fact_drafts d
    where d.id = $3::uuid and d.tenant_id = $1 and ($2::uuid is null or d.owner_id = $2::uuid)), $3::uuid) as id
),
change as materialized (select $6::jsonb as given),
current as materialized (
  select v.* from memory_versions v
  where v.memory_id = (select id from asked) and v.superseded_at is null and v.tenant_id = $1
    and ($2::uuid is null or v.owner_id = $2::uuid)
),
revised as materialized (
  select old.tenant_id, old.owner_id, old.memory_id, old.version + 1 as version,
    coalesce(given ->> 'type', old.type) as type,
    coalesce(given ->> 'content', old.content) as content,
    coalesce(decode(given ->> 'text_hash', 'hex'), old.text_hash) as text_hash,
    case when given ? 'towards'
      then round((old.importance + (given ->> 'share')::float8 * ((given ->> 'towards')::float8 - old.importance)) * 1e6) / 1e6
      else coalesce((given ->> 'importance')::float8, old.importance) end as importance,
    coalesce(given ->> 'status', old.status) as status,
    case when given ? 'valid_from' then (given ->> 'valid_from')::timestamptz else old.valid_from end as valid_from,
    case when given ? 'valid_to' then (given ->> 'valid_to')::timestamptz else old.valid_to end as valid_to,
    coalesce(given -> 'metadata', old.metadata) as metadata,
    greatest($5::timestamptz, old.created_at) as created_at
  from current old, change
),
fit as materialized (
  select revised.*, exists (
    select from embeddings e
    where e.owner_id = revised.owner_id and e.model = $4 and e.text_hash = revised.text_hash) as embedded
  from revised where valid_from is null or valid_to is null or valid_to >= valid_from
),
answered as materialized (
  select from idempotency_keys k
  where k.tenant_id = $1 and k.owner_id = $11::uuid and k.caller = $12 and k.route = $13 and k.key = $14::text
    and k.created_at >= $5::timestamptz - interval '24 hours'
),
claim as (
  insert into idempotency_keys as kept (tenant_id, owner_id, caller, route, key, request_hash, result, created_at)
  select $1, $11::uuid, $12::text, $13::text, $14::text, decode($15::text, 'hex'),
    jsonb_build_object('id', $7::uuid, 'pending', not coalesce((select embedded from fit), false)), $5::timestamptz
  from current where $14::text is not null and (exists (select from fit) or exists (select from answered))
  on conflict (tenant_id, owner_id, caller, route, key) do update set
    request_hash = case when kept.created_at < excluded.created_at - interval '24 hours' then excluded.request_hash else kept.request_hash end,
    result = case when kept.created_at < excluded.created_at - interval '24 hours' then excluded.result else kept.result end,
    created_at = case when kept.created_at < excluded.created_at - interval '24 hours' then excluded.created_at else kept.created_at end
  returning kept.request_hash, kept.result
),
first as materialized (
  select fit.* from fit
  where $14::text is null or exists (select from claim where (claim.result ->> 'id')::uuid = $7::uuid)
),
closed as (
  update memory_versions v set superseded_at = first.created_at
  from first where v.memory_id = first.memory_id and v.superseded_at is null
),
new_version as (
  insert into memory_versions (id, tenant_id, owner_id, memory_id, version, reason, type, content, text_hash,
    importance, status, valid_from, valid_to, metadata, created_at)
  select $7::uuid, tenant_id, owner_id, memory_id, version, $8::text, type, content, text_hash, importance, status,
    valid_from, valid_to, metadata, created_at
  from first
  returning *
),
new_posting as (
  insert into memory_postings
  select posting.*
  from new_version v, aimi_version_postings(v.tenant_id, v.owner_id, v.id, v.content) as posting
),
reworded as materialized (
  select first.owner_id, first.memory_id, first.created_at, first.text_hash <> old.text_hash as is_reworded
  from first, current old
  where first.text_hash <> old.text_hash or first.status = 'outdated' and old.status <> 'outdated'
),
unsupported as materialized (
  select r.*, case when r.is_reworded then aimi_forget_unsupported(r.owner_id, array[r.memory_id]) end from reworded r
),
unstated as materialized (
  select aimi_take_lines(u.owner_id, array[u.memory_id], u.created_at, false) from unsupported u
),
new_job as (
  insert into outbox (id, tenant_id, owner_id, queue, body, created_at, due_at)
  select $9::uuid, first.tenant_id, first.owner_id, 'memory-jobs',
    jsonb_build_object('message_ids', '[]'::jsonb, 'memory_ids', jsonb_build_array(first.memory_id), 'request_id', $10::text),
    $5::timestamptz, $5::timestamptz + interval '1 minute'
  from first where not first.embedded
),
-- A text that is written again is tried again.
tried_again as (
  delete from embedding_failures f using first
  where f.owner_id = first.owner_id and f.text_hash = first.text_hash and f.model = $4
),
shown as (
  select * from new_version
  union all
  select v.* from claim join memory_versions v on v.id = (claim.result ->> 'id')::uuid
  where not exists (select from first) and v.memory_id = (select id from asked)
)
select
  exists (select from current) as found,
  exists (select from first) as stored,
  (select encode(request_hash, 'hex') from claim) as request_hash,
  case when coalesce((select not (result ->> 'pending')::boolean from claim), (select embedded from fit))
    then 'ready' else 'pending' end as embedding_status,
  m.id, m.user_id, m.provenance, m.supersedes,
  (select next.id from memories next where next.supersedes = m.id) as superseded_by,
  array(select s.message_id from memory_sources s where s.memory_id = m.id order by s.position) as source_message_ids,
  v.version, v.type, v.content, v.importance, v.status, v.valid_from, v.valid_to, v.metadata,
  m.created_at, v.created_at as updated_at
from asked cross join (select count(*) from unstated) as done
  left join shown v on v.memory_id = asked.id
  left join memories m on m.id = v.memory_id
