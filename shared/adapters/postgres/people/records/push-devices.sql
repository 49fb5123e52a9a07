-- Without the tokens: they are secrets.  $1 owner  $2 after or null  $3 limit
select d.id as place, jsonb_build_object(
  'kind', 'push_device', 'id', d.id, 'platform', d.platform, 'environment', d.environment, 'name', d.name,
  'sign_in_id', d.sign_in_id,
  'created_at', aimi_instant(d.created_at), 'updated_at', aimi_instant(d.updated_at)) as record
from push_devices d
where d.owner_id = $1::uuid and ($2::uuid is null or d.id > $2::uuid)
order by d.id limit $3::int
