-- Who is the first under this key, for a day; a first one that died is followed by the next that asks for the same.
-- Nothing is kept of a tenant that is not there.
--   $1 tenant  $2 owner  $3 caller  $4 route  $5 key  $6 request hash  $7 claim  $8 now  $9 may provision the tenant
insert into idempotency_keys as kept (tenant_id, owner_id, caller, route, key, request_hash, result, created_at)
select $1, $2::uuid, $3, $4, $5, decode($6, 'hex'), jsonb_build_object('claim', $7::text), $8::timestamptz
where $9::boolean or exists (select from tenants where id = $1)
on conflict (tenant_id, owner_id, caller, route, key) do update set (request_hash, result, created_at) = (
  select row.request_hash, row.result, row.created_at
  from (select (case
    when kept.created_at < excluded.created_at - interval '24 hours'
      or kept.result ? 'claim' and kept.request_hash = excluded.request_hash
        and kept.created_at < excluded.created_at - interval '1 minute'
    then excluded else kept end).*) as row)
returning encode(request_hash, 'hex') as request_hash, result ->> 'claim' as claim, result ->> 'answer' as answer
