-- Notes that a person's consent ended, in every tenant where they have not signed in since. Who they are is told to a
-- repeat too, so that what was not done is done by it.
--   $1 sub  $2 at, by Apple's clock  $3 action  $4 now
with concerned as materialized (
  select tenant_id, owner_id, user_id from apple_accounts
  where sub = $1::text and authenticated_at < $2::timestamptz
),
ended as (
  update apple_accounts set
    sealed_grant = null,
    consent_revoked_at = greatest(consent_revoked_at, $2::timestamptz),
    account_deleted_at = case when $3::text = 'apple.account_deleted'
      then coalesce(account_deleted_at, $2::timestamptz) else account_deleted_at end,
    updated_at = $4::timestamptz
  where sub = $1::text and authenticated_at < $2::timestamptz
    and (consent_revoked_at is null or consent_revoked_at < $2::timestamptz
      or $3::text = 'apple.account_deleted' and account_deleted_at is null)
  returning tenant_id, owner_id, user_id
),
noted as (
  insert into audit_log
  select entry.* from ended, aimi_audit(tenant_id, owner_id, user_id, 'apple', $3::text, user_id, null, $4::timestamptz) as entry
)
select tenant_id, owner_id, user_id from concerned order by tenant_id
