-- In the order of time.  $1 owner  $2 after or null  $3 limit
select to_jsonb(c.created_at) #>> '{}' || ' ' || c.id as place, jsonb_build_object(
  'kind', 'conversation', 'id', c.client_id, 'title', c.title, 'extraction', c.extraction, 'created_at', aimi_instant(c.created_at)) as record
from conversations c
where c.owner_id = $1::uuid and (c.created_at, c.id) >
  (coalesce(split_part($2::text, ' ', 1), '-infinity')::timestamptz,
   coalesce(split_part($2::text, ' ', 2), '00000000-0000-0000-0000-000000000000')::uuid)
order by c.created_at, c.id limit $3::int
