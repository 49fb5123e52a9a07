--   $1 token hash  $2 limit
select t.id, t.title, t.notes, t.due_at, t.version, t.created_at, t.updated_at
from calendar_feeds f join tasks t on t.owner_id = f.owner_id
where f.token_hash = decode($1, 'hex') and t.status = 'open' and t.due_at is not null
order by t.id desc limit $2::int
