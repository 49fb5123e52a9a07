-- A person's state, line by line; one row without a line where it has none.  $1 owner
select coalesce(s.version, 0) as version, s.updated_at, l.id, l.part, l.content, l.type, l.written_by, l.created_at,
  array(select source.message_id from user_state_sources source where source.line_id = l.id order by source.message_id)
    as source_message_ids
from (select $1::uuid as owner_id) as person
left join user_states s on s.owner_id = person.owner_id
left join user_state_lines l on l.owner_id = person.owner_id and l.until_version is null
order by l.part, l.position, l.id
