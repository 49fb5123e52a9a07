-- Takes due entries; the next attempt doubles its distance up to an hour. $1 now  $2 limit
update outbox set
  attempts = attempts + 1,
  due_at = $1::timestamptz + interval '1 minute' * least(power(2, least(attempts, 6)), 60)
where id in (
  select id from outbox where due_at <= $1::timestamptz
  order by due_at, id limit $2::int for update skip locked)
returning id, tenant_id, owner_id, queue, body
