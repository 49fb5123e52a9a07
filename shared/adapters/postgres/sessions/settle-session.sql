-- Writes what a session leaves, if nobody has, and if the person's state is still what it was decided by. Session and
-- state are locked before.  $1 what is left
with draft as materialized (
  select * from jsonb_to_record($1::jsonb) as draft (
    tenant_id text, owner_id uuid, user_id text, session_id uuid, conversation_id uuid, title text, summary text,
    memory_id uuid, version_id uuid, memory_content text, importance float8, text_hash text, source_message_ids uuid[], state_version int,
    added jsonb, removed_ids uuid[], model text, embed_outbox_id uuid, request_id text, now timestamptz)
),
held as materialized (
  select s.id from sessions s, draft
  where s.id = draft.session_id and s.tenant_id = draft.tenant_id and s.ended_at is not null and s.settled_at is null
),
fit as materialized (
  select draft.*, decode(draft.text_hash, 'hex') as hash from held, draft
  where draft.state_version is null or exists (
    select from user_states u where u.owner_id = (select owner_id from draft) and u.version = draft.state_version)
),
named as (
  update conversations c set title = fit.title, title_by = 'model'
  from fit where c.id = fit.conversation_id and c.title is null and fit.title is not null
  returning c.title
),
source as materialized (
  select m.id, given.position
  from fit, unnest(fit.source_message_ids) with ordinality as given (id, position)
  join messages m on m.id = given.id
),
new_memory as (
  insert into memories (id, tenant_id, owner_id, user_id, provenance, created_at)
  select memory_id, tenant_id, owner_id, user_id, 'messages', now from fit
  where memory_id is not null and exists (select from source)
  returning id
),
new_source as (
  insert into memory_sources (tenant_id, owner_id, memory_id, message_id, position)
  select fit.tenant_id, fit.owner_id, new_memory.id, source.id, source.position from fit, new_memory, source
),
new_version as (
  insert into memory_versions (id, tenant_id, owner_id, memory_id, version, reason, type, content, text_hash,
    importance, status, metadata, created_at)
  select fit.version_id, fit.tenant_id, fit.owner_id, new_memory.id, 1, 'created', 'context', fit.memory_content, fit.hash,
    fit.importance, 'active', jsonb_build_object('summary_of_session', fit.session_id), fit.now
  from fit, new_memory
  returning *
),
new_posting as (
  insert into memory_postings
  select posting.*
  from new_version v, aimi_version_postings(v.tenant_id, v.owner_id, v.id, v.content) as posting
),
embedding as (
  insert into outbox (id, tenant_id, owner_id, queue, body, created_at, due_at)
  select fit.embed_outbox_id, fit.tenant_id, fit.owner_id, 'memory-jobs',
    jsonb_build_object('message_ids', '[]'::jsonb, 'memory_ids', jsonb_build_array(new_memory.id), 'request_id',
      fit.request_id),
    fit.now, fit.now + interval '1 minute'
  from fit, new_memory
  where not exists (
    select from embeddings e where e.owner_id = fit.owner_id and e.model = fit.model and e.text_hash = fit.hash)
  returning id
),
settled as (
  update sessions s set summary = fit.summary, summary_memory_id = (select id from new_memory), settled_at = fit.now
  from fit where s.id = fit.session_id
),
done_after_all as (
  update failed_jobs j set retried_at = fit.now
  from fit where j.id = (select session_id from fit) and j.retried_at is null
),
changed as (
  update user_states u set version = u.version + 1, updated_at = fit.now
  from fit where u.owner_id = (select owner_id from fit) and fit.state_version is not null
  returning u.version
),
removed as (
  update user_state_lines l set until_version = changed.version, removed_at = fit.now
  from fit, changed where l.owner_id = fit.owner_id and l.id = any (fit.removed_ids) and l.until_version is null
),
line as materialized (
  select added.* from fit, jsonb_to_recordset(fit.added) as added (
    id uuid, part text, content text, type text, position int, source_message_ids uuid[])
),
new_line as (
  insert into user_state_lines (id, tenant_id, owner_id, part, content, type, written_by, session_id, position,
    since_version, created_at)
  select line.id, fit.tenant_id, fit.owner_id, line.part, line.content, line.type, 'session', fit.session_id,
    line.position + 1 + (
      select coalesce(max(l.position), -1) from user_state_lines l
      where l.owner_id = fit.owner_id and l.part = line.part and l.until_version is null),
    changed.version, fit.now
  from fit, changed, line
  where exists (select from messages m where m.id = any (line.source_message_ids))
  returning id
),
new_line_source as (
  insert into user_state_sources (line_id, message_id, tenant_id, owner_id)
  select new_line.id, m.id, fit.tenant_id, fit.owner_id
  from fit, new_line join line on line.id = new_line.id join messages m on m.id = any (line.source_message_ids)
),
-- Whoever settles tells the person's devices; the job waits for who tells them if this one dies.
telling as (
  insert into outbox (id, tenant_id, owner_id, queue, body, created_at, due_at)
  select session_id, tenant_id, owner_id, 'session-jobs',
    jsonb_build_object('kind', 'end_session', 'session_id', session_id, 'conversation_id', conversation_id,
      'request_id', request_id),
    now, now + interval '2 minutes'
  from fit
  on conflict (id) do update set due_at = excluded.due_at
)
select exists (select from held) as there, exists (select from fit) as settled,
  exists (select from embedding) as leaves_embedding,
  coalesce((select title from named), (select c.title from conversations c, draft where c.id = draft.conversation_id)) as title
