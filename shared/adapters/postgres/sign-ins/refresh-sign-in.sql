-- Decides on a refresh token; its family is locked before. The live one is spent for the next. The one before it is
-- accepted once more within the grace, while its successor is unused, and the next replaces that successor. Any later
-- use of a spent one ends the family, and push where it was signed in; told again when it comes again, noted once. Spent
-- tokens go when they expire.
--   $1 token hash  $2 hash of the next  $3 now  $4 grace in ms  $5 expires at
with presented as materialized (
  select s.*, u.name, u.email, u.created_at as user_created_at, t.token_hash, t.spent_at,
    live.token_hash as successor,
    case
      when t.spent_at < $3::timestamptz - make_interval(secs => $4::int / 1000.0) then 'revoked'
      when s.ended_at is not null or t.expires_at <= $3::timestamptz then 'refused'
      when u.id is null or u.disabled_at is not null then 'refused'
      when t.spent_at is null or (not t.graced and live.token_hash is not null) then 'refreshed'
      else 'refused'
    end as outcome
  from refresh_tokens t
    join sign_ins s on s.id = t.sign_in_id
    left join users u on u.tenant_id = s.tenant_id and u.id = s.user_id
    left join refresh_tokens live
      on live.sign_in_id = t.sign_in_id and live.spent_at is null and live.predecessor = t.token_hash
  where t.token_hash = decode($1::text, 'hex')
),
accepted as materialized (
  select * from presented where outcome = 'refreshed'
),
spent as (
  update refresh_tokens t set spent_at = coalesce(t.spent_at, $3::timestamptz), graced = a.spent_at is not null
  from accepted a where t.token_hash in (a.token_hash, a.successor)
  returning t.token_hash
),
next_token as (
  insert into refresh_tokens (token_hash, tenant_id, owner_id, sign_in_id, predecessor, issued_at, expires_at)
  select decode($2::text, 'hex'), tenant_id, owner_id, id, token_hash, $3::timestamptz, $5::timestamptz
  from accepted where (select count(*) from spent) > 0
),
kept as (
  update sign_ins s set last_used_at = $3::timestamptz, expires_at = $5::timestamptz
  from accepted a where s.id = a.id
),
seen as (
  update users u set last_seen_at = $3::timestamptz
  from accepted a
  where u.tenant_id = a.tenant_id and u.id = a.user_id and u.last_seen_at < $3::timestamptz - interval '15 minutes'
),
swept as (
  delete from refresh_tokens t using accepted a
  where t.sign_in_id = a.id and t.expires_at < $3::timestamptz and t.token_hash <> a.token_hash
),
revoked as (
  update sign_ins s set ended_at = $3::timestamptz
  from presented p where p.outcome = 'revoked' and s.id = p.id and s.ended_at is null
  returning s.*
),
noted as (
  insert into audit_log
  select entry.* from revoked, aimi_audit(tenant_id, owner_id, user_id, 'user:' || tenant_id || '/' || user_id,
    'sign_in.revoked', id::text, '{"reason": "reused_token"}', ended_at) as entry
),
silenced as (
  delete from push_devices d using presented p
  where p.outcome = 'revoked' and d.owner_id = p.owner_id and d.sign_in_id = p.id::text
)
select outcome, id, tenant_id, user_id, method, device_name, created_at, $3::timestamptz as last_used_at,
  $5::timestamptz as expires_at, name, email, user_created_at,
  (select (t.limits ->> 'requests_per_minute')::int from tenants t where t.id = tenant_id) as rate_per_minute
from presented
