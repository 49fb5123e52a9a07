-- Again is the same: the first time stays.  $1 id  $2 tenant or null for any  $3 now
update api_keys set revoked_at = coalesce(revoked_at, $3::timestamptz)
where id = $1::uuid and ($2::text is null or tenant_id = $2)
returning id
