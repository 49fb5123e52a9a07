-- $1 after tenant or null  $2 after user  $3 limit
select tenant_id, id, disabled_at from users
where disabled_at is not null and deletion_id is null and ($1::text is null or (tenant_id, id) > ($1, $2))
order by tenant_id, id limit $3::int
