-- $1 tenant  $2 after this user or null  $3 limit  $4 this user or null for all
select u.tenant_id, u.id, u.name, u.created_at, u.last_seen_at, u.disabled_at, u.deletion_id is not null as is_leaving,
  (select count(*) from conversations c where c.owner_id = u.owner_id)::int as conversations,
  (select count(*) from messages m where m.owner_id = u.owner_id)::int as messages,
  (select count(*) from memories m where m.owner_id = u.owner_id)::int as memories
from users u
where u.tenant_id = $1 and ($2::text is null or u.id > $2) and ($4::text is null or u.id = $4)
order by u.id limit $3::int
