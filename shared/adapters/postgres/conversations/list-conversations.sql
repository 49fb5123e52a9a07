-- The one that something was last said in first.
--   $1 tenant  $2 owner  $3 last said in the one before, or null  $4 the one before, or null  $5 limit
with told as materialized (
  select c.id, c.client_id, c.title, c.extraction, c.created_at,
    coalesce((
      select m.created_at from messages m where m.conversation_id = c.id order by m.created_at desc limit 1
    ), c.created_at) as last_active_at
  from conversations c
  where c.tenant_id = $1 and c.owner_id = $2::uuid
),
page as materialized (
  select * from told
  where $3::timestamptz is null or (last_active_at, id) < ($3::timestamptz, $4::uuid)
  order by last_active_at desc, id desc
  limit $5::int
)
select page.*, (
  select count(*) from messages m where m.conversation_id = page.id)::int as message_count
from page
order by last_active_at desc, id desc
