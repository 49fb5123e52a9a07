-- Whoever holds a token sees as the person whose it is from the next statement on.  $1 token hash  $2 now
with used as (
  update calendar_feeds set last_used_at = $2::timestamptz
  where token_hash = decode($1, 'hex')
    and (last_used_at is null or last_used_at < $2::timestamptz - interval '15 minutes')
)
select set_config('aimi.scope', 'user', true), set_config('aimi.tenant', tenant_id, true),
  set_config('aimi.user', user_id, true), set_config('aimi.sees_owner', owner_id::text, true)
from calendar_feeds where token_hash = decode($1, 'hex')
