-- $1 tenant  $2 user
select tenant_id, owner_id, user_id, sub, email, is_private_email, email_enabled, name, sealed_grant, created_at
from apple_accounts where tenant_id = $1 and user_id = $2
