-- Each with all it ever said and why, feedback included, oldest first.  $1 owner  $2 after or null  $3 limit
select m.id as place, jsonb_build_object(
  'kind', 'memory', 'id', m.id, 'provenance', m.provenance, 'supersedes', m.supersedes,
  'source_message_ids', to_jsonb(array(
    select s.message_id from memory_sources s where s.memory_id = m.id order by s.position)),
  'created_at', aimi_instant(m.created_at),
  'versions', (
    select coalesce(jsonb_agg(jsonb_build_object(
      'version', v.version, 'reason', v.reason, 'note', v.note, 'type', v.type, 'content', v.content, 'importance', v.importance,
      'status', v.status, 'valid_from', aimi_instant(v.valid_from), 'valid_to', aimi_instant(v.valid_to),
      'metadata', v.metadata, 'created_at', aimi_instant(v.created_at),
      'superseded_at', aimi_instant(v.superseded_at)) order by v.version), '[]')
    from memory_versions v where v.memory_id = m.id)) as record
from memories m
where m.owner_id = $1::uuid and ($2::uuid is null or m.id > $2::uuid)
order by m.id limit $3::int
