-- Notes whether mail is passed on, and to which address, wherever the person is known; what is older changes nothing.
--   $1 sub  $2 enabled  $3 email or null  $4 is private or null  $5 at, by Apple's clock  $6 now
update apple_accounts set
  email_enabled = $2::boolean,
  email_enabled_as_of = $5::timestamptz,
  email = case when email_as_of <= $5::timestamptz then coalesce($3::text, email) else email end,
  is_private_email = case when email_as_of <= $5::timestamptz and $3::text is not null
    then coalesce($4::boolean, is_private_email) else is_private_email end,
  email_as_of = case when $3::text is null then email_as_of else greatest(email_as_of, $5::timestamptz) end,
  updated_at = $6::timestamptz
where sub = $1::text and (email_enabled_as_of is null or email_enabled_as_of < $5::timestamptz)
returning 1
