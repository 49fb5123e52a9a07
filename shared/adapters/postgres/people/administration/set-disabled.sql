-- Shuts a user out or lets them in, with the word of it where that changes anything. Whoever is leaving stays out.
--   $1 tenant  $2 user  $3 disabled  $4 caller  $5 now
with found as materialized (
  select disabled_at from users where tenant_id = $1 and id = $2
),
changed as (
  update users u set disabled_at =
    case when $3::boolean or u.deletion_id is not null then coalesce(u.disabled_at, $5::timestamptz) end
  where u.tenant_id = $1 and u.id = $2
  returning u.*
),
audited as (
  insert into audit_log
  select entry.* from changed c, aimi_audit(c.tenant_id, c.owner_id, c.id, $4,
    case when $3::boolean then 'user.disabled' else 'user.enabled' end, c.id, null, $5::timestamptz) as entry
  where c.deletion_id is null and (select disabled_at is null from found) = $3::boolean
)
select tenant_id, id, name, created_at, last_seen_at, disabled_at, deletion_id is not null as is_leaving,
  (select count(*) from conversations c where c.owner_id = changed.owner_id)::int as conversations,
  (select count(*) from messages m where m.owner_id = changed.owner_id)::int as messages,
  (select count(*) from memories m where m.owner_id = changed.owner_id)::int as memories
from changed
