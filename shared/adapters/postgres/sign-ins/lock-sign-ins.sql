-- Whoever registers a device by one of them is waited for, and it goes too.  $1 owner  $2 sign-in or null for all
select from sign_ins
where owner_id = $1::uuid and ($2::text is null or id::text = $2) and ended_at is null
order by id
for update
