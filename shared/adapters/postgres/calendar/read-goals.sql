--   $1 token hash  $2 limit
select g.id, g.title, g.why, g.target_date::text as target_date, g.version, g.created_at, g.updated_at
from calendar_feeds f join goals g on g.owner_id = f.owner_id
where f.token_hash = decode($1, 'hex') and g.status = 'active' and g.target_date is not null
order by g.id desc limit $2::int
