-- What was put away by a later version included.  $1 owner  $2 after or null  $3 limit
select l.id as place, jsonb_build_object(
  'kind', 'user_state_line', 'id', l.id, 'part', l.part, 'text', l.content, 'type', l.type, 'written_by', l.written_by,
  'session_id', l.session_id, 'source_message_ids', to_jsonb(array(
    select s.message_id from user_state_sources s where s.line_id = l.id order by s.message_id)),
  'since_version', l.since_version, 'until_version', l.until_version,
  'created_at', aimi_instant(l.created_at), 'removed_at', aimi_instant(l.removed_at)) as record
from user_state_lines l
where l.owner_id = $1::uuid and ($2::uuid is null or l.id > $2::uuid)
order by l.id limit $3::int
