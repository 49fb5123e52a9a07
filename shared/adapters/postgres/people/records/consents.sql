-- $1 owner  $2 after or null  $3 limit
select c.id as place, jsonb_build_object(
  'kind', 'consent', 'id', c.id, 'type', c.type, 'granted', c.granted, 'document', c.document,
  'recorded_by', c.recorded_by, 'recorded_at', aimi_instant(c.created_at)) as record
from consents c
where c.owner_id = $1::uuid and ($2::uuid is null or c.id > $2::uuid)
order by c.id limit $3::int
