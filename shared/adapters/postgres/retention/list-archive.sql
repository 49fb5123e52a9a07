-- What was put away, latest first.
--   $1 tenant  $2 owner or null for the whole tenant  $3 model  $4 conversation or null  $5 roles or null
--   $6 since or null  $7 until or null  $8 $9 after what was put away then, with this id, or null  $10 limit
select m.id, c.client_id as conversation_id, c.user_id, m.role, m.name, m.content, m.metadata, m.importance,
  m.created_at, m.archived_at, m.flagged,
  case when exists (
    select from embeddings e
    where e.owner_id = m.owner_id and e.model = $3 and e.text_hash = m.text_hash) then 'ready' else 'pending' end
    as embedding_status
from aimi_archive_page($1, $2::uuid, $4, $5::text[], $6::timestamptz, $7::timestamptz,
    coalesce($8::timestamptz, 'infinity'), coalesce($9::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'), $10::int) as m,
  lateral (select client_id, user_id from conversations c where c.id = m.conversation_id limit 1) as c
order by m.archived_at desc, m.id desc
