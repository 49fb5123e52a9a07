-- One row where the person may still come in.  $1 token hash
select u.owner_id from calendar_feeds f join users u on u.owner_id = f.owner_id
where f.token_hash = decode($1, 'hex') and u.disabled_at is null and u.deletion_id is null
