-- What waits to be held against what is known; what became of the others is a memory.  $1 owner  $2 after or null  $3 limit
select d.id as place, jsonb_build_object(
  'kind', 'proposed_memory', 'id', d.id, 'source_message_ids', d.draft -> 'source_message_ids',
  'type', d.draft ->> 'type', 'content', d.draft ->> 'content', 'importance', d.draft -> 'importance',
  'valid_from', d.draft -> 'valid_from', 'valid_to', d.draft -> 'valid_to', 'metadata', d.draft -> 'metadata',
  'created_at', aimi_instant(d.created_at)) as record
from fact_drafts d
where d.owner_id = $1::uuid and d.settled_at is null and ($2::uuid is null or d.id > $2::uuid)
order by d.id limit $3::int
