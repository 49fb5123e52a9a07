-- Without what revocation takes: it is a secret.  $1 owner  $2 after or null  $3 limit
select a.user_id as place, jsonb_build_object(
  'kind', 'apple_account', 'sub', a.sub, 'email', a.email, 'is_private_email', a.is_private_email,
  'email_enabled', a.email_enabled, 'name', a.name, 'created_at', aimi_instant(a.created_at),
  'updated_at', aimi_instant(a.updated_at)) as record
from apple_accounts a
where a.owner_id = $1::uuid and ($2::text is null or a.user_id > $2::text)
order by a.user_id limit $3::int
