-- $1 owner  $2 after or null  $3 limit
select s.id as place, jsonb_build_object(
  'kind', 'sign_in', 'id', s.id, 'method', s.method, 'device_name', s.device_name,
  'created_at', aimi_instant(s.created_at), 'last_used_at', aimi_instant(s.last_used_at),
  'expires_at', aimi_instant(s.expires_at), 'ended_at', aimi_instant(s.ended_at)) as record
from sign_ins s
where s.owner_id = $1::uuid and ($2::uuid is null or s.id > $2::uuid)
order by s.id limit $3::int
