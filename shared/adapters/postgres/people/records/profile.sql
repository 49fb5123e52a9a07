-- $1 owner  $2 after or null  $3 limit
select u.id as place, jsonb_build_object(
  'kind', 'profile', 'id', u.id, 'tenant_id', u.tenant_id, 'name', u.name, 'email', u.email, 'locale', u.locale,
  'time_zone', u.time_zone, 'quiet_hours', case when u.quiet_from is not null then
    jsonb_build_object('from', to_char(u.quiet_from, 'HH24:MI'), 'to', to_char(u.quiet_to, 'HH24:MI')) end,
  'preferences', u.preferences, 'created_at', aimi_instant(u.created_at),
  'last_seen_at', aimi_instant(u.last_seen_at), 'disabled_at', aimi_instant(u.disabled_at)) as record
from users u
where u.owner_id = $1::uuid and ($2::text is null or u.id > $2::text)
order by u.id limit $3::int
