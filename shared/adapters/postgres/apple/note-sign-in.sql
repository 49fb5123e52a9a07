-- Notes that a person came with a token of Apple's. The first name stays until the consent ends and is given anew;
-- of the address the newest counts. A token from before the consent ended changes nothing.
--   $1 tenant  $2 owner  $3 user  $4 sub  $5 email or null  $6 is private  $7 name or null  $8 grant or null
--   $9 issued at, by Apple's clock  $10 now  $11 may provision the tenant
with home as materialized (
  select $1::text as tenant_id where $11::boolean or exists (select from tenants where id = $1)
),
new_tenant as (
  insert into tenants (id, name, created_at)
  select tenant_id, tenant_id, $10::timestamptz from home where $11::boolean
  on conflict do nothing
),
noted as (
  insert into apple_accounts as kept (tenant_id, owner_id, user_id, sub, email, is_private_email, email_as_of, name,
    sealed_grant, authenticated_at, created_at, updated_at)
  select tenant_id, $2::uuid, $3::text, $4::text, $5::text, $6::boolean, $9::timestamptz, $7::text,
    $8::text, $9::timestamptz, $10::timestamptz, $10::timestamptz
  from home
  on conflict (tenant_id, user_id) do update set
    email = case when kept.email is null or excluded.email is not null and excluded.email_as_of >= kept.email_as_of
      then excluded.email else kept.email end,
    is_private_email = case when kept.email is null or excluded.email is not null and excluded.email_as_of >= kept.email_as_of
      then excluded.is_private_email else kept.is_private_email end,
    email_as_of = case when kept.email is null or excluded.email is not null
      then greatest(kept.email_as_of, excluded.email_as_of) else kept.email_as_of end,
    name = case when kept.authenticated_at <= kept.consent_revoked_at
      then coalesce(excluded.name, kept.name) else coalesce(kept.name, excluded.name) end,
    sealed_grant = coalesce(excluded.sealed_grant, kept.sealed_grant),
    authenticated_at = greatest(kept.authenticated_at, excluded.authenticated_at),
    updated_at = excluded.updated_at
  where kept.consent_revoked_at is null or kept.consent_revoked_at < excluded.authenticated_at
  returning kept.name, kept.email
)
select exists (select from home) as tenant_known, exists (select from noted) as noted,
  (select name from noted) as name, (select email from noted) as email
