-- Whose key it is. Its use is written when the last one noted is five minutes old.  $1 key hash  $2 now
with used as (
  update api_keys set last_used_at = $2::timestamptz
  where key_hash = decode($1, 'hex') and revoked_at is null
    and (last_used_at is null or last_used_at < $2::timestamptz - interval '5 minutes')
)
select k.id, k.tenant_id, k.scopes,
  (select (t.limits ->> 'requests_per_minute')::int from tenants t where t.id = k.tenant_id) as rate_per_minute
from api_keys k
where k.key_hash = decode($1, 'hex') and k.revoked_at is null
