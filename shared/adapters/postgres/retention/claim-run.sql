-- Settles under which id a call with this key runs: the first one's, for 24 hours. A tenant that is not there claims
-- nothing.
--   $1 tenant  $2 owner  $3 caller  $4 route  $5 key  $6 request hash  $7 run  $8 now  $9 may provision the tenant
insert into idempotency_keys as kept (tenant_id, owner_id, caller, route, key, request_hash, result, created_at)
select $1, $2::uuid, $3, $4, $5, decode($6, 'hex'), jsonb_build_object('run_id', $7::text), $8::timestamptz
where $9::boolean or exists (select from tenants where id = $1)
on conflict (tenant_id, owner_id, caller, route, key) do update set
  request_hash = case when kept.created_at < excluded.created_at - interval '24 hours' then excluded.request_hash else kept.request_hash end,
  result = case when kept.created_at < excluded.created_at - interval '24 hours' then excluded.result else kept.result end,
  created_at = case when kept.created_at < excluded.created_at - interval '24 hours' then excluded.created_at else kept.created_at end
returning encode(request_hash, 'hex') as request_hash, result ->> 'run_id' as run_id
