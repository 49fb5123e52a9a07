-- Brings a message back: its postings, and a job for its vector where that is missing. The message is locked before;
-- one that is not put away is only read.
--   $1 tenant  $2 owner or null for the whole tenant  $3 message  $4 model  $5 now  $6 outbox id  $7 request id
with wanted as materialized (
  select m.*, aimi_lexemes(concat_ws(' ', m.name, m.content)) as lexemes,
    exists (
      select from embeddings e
      where e.owner_id = m.owner_id and e.model = $4 and e.text_hash = m.text_hash) as embedded
  from messages m
  where m.id = $3::uuid and m.tenant_id = $1 and ($2::uuid is null or m.owner_id = $2::uuid)
),
put_away as materialized (
  select * from wanted where archived_at is not null
),
restored as (
  update messages m set archived_at = null, restored_at = $5::timestamptz from put_away p where m.id = p.id
),
new_posting as (
  insert into postings (tenant_id, lexeme, owner_id, message_id, length, created_at)
  select p.tenant_id, lexeme, p.owner_id, p.id, cardinality(p.lexemes), p.created_at
  from put_away p, unnest(p.lexemes) as lexeme
  on conflict do nothing
),
new_job as (
  insert into outbox (id, tenant_id, owner_id, queue, body, created_at, due_at)
  select $6::uuid, p.tenant_id, p.owner_id, 'memory-jobs',
    jsonb_build_object('message_ids', jsonb_build_array(p.id), 'request_id', $7::text),
    $5::timestamptz, $5::timestamptz + interval '1 minute'
  from put_away p where not p.embedded
  returning id
)
select w.id, c.client_id as conversation_id, c.user_id, w.role, w.name, w.content, w.metadata, w.importance,
  w.created_at, null::timestamptz as archived_at, w.flagged, case when w.embedded then 'ready' else 'pending' end as embedding_status, exists (select from new_job) as left_job
from wanted w join conversations c on c.id = w.conversation_id
