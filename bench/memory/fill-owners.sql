-- Owners, their tenants and their conversations of 400 messages.
--   $1 now
with tenant as (
  insert into tenants (id, name, created_at) select distinct tenant_id, tenant_id, $1::timestamptz from bench.owner
  on conflict do nothing
),
person as (
  insert into users (tenant_id, id, owner_id, created_at, last_seen_at)
  select tenant_id, user_id, owner_id, $1::timestamptz, $1::timestamptz from bench.owner
)
insert into conversations (id, tenant_id, owner_id, user_id, client_id, created_at)
select bench.conversation(owner_id, n), tenant_id, owner_id, user_id, 'conversation-' || n, $1::timestamptz
from bench.owner, generate_series(0, (messages - 1) / 400) as n
