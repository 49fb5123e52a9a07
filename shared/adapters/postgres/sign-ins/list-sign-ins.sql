-- The latest first.  $1 owner  $2 before this one or null  $3 limit  $4 now
select id, tenant_id, user_id, method, device_name, created_at, last_used_at, expires_at from sign_ins
where owner_id = $1::uuid and ($2::uuid is null or id < $2::uuid) and ended_at is null and expires_at > $4::timestamptz
order by id desc
limit $3::int
