-- A socket took them. Whoever settles some of them holds reminders first, in this order, too.  $1 owner  $2 deliveries
with held as materialized (
  select r.id from reminders r
  where r.id in (select o.reminder_id from occurrences o where o.id = any ($2::uuid[]) and o.owner_id = $1::uuid)
  order by r.id
  for no key update
)
update occurrences o set told = o.told + 1 from held
where o.reminder_id = held.id and o.id = any ($2::uuid[]) and o.owner_id = $1::uuid
