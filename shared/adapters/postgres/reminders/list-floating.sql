-- What waits by its rule, or will once it is settled.  $1 owner  $2 after  $3 limit
select jsonb_build_object('id', r.id, 'startsLocal', to_char(r.starts_local, 'YYYY-MM-DD"T"HH24:MI:SS'),
  'recurrence', r.recurrence, 'version', r.version, 'zone', aimi_zone_of(r.tenant_id, r.user_id),
  'waiting', coalesce((
    select jsonb_agg(jsonb_build_object('id', o.id, 'dueAt', aimi_ms(o.due_at), 'isExtra', o.is_extra) order by o.due_at)
    from occurrences o where o.reminder_id = r.id and o.state = 'waiting'), '[]')) as answer
from reminders r
where r.owner_id = $1::uuid and r.time_zone is null and r.status <> 'cancelled' and ($2::uuid is null or r.id > $2::uuid)
  and exists (
    select from occurrences o where o.reminder_id = r.id and o.settled_at is null and not o.is_extra
      and (o.state = 'waiting' or r.recurrence is not null))
order by r.id
limit $3::int
