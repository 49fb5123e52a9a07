-- Times that wait, and those at which what is open is told again.  $1 owner  $2 after  $3 limit
select jsonb_build_object('id', o.id, 'reminderId', o.reminder_id, 'at', aimi_ms(o.at)) as answer from (
  (select id, reminder_id, due_at as at from occurrences
   where owner_id = $1::uuid and state = 'waiting' and ($2::uuid is null or id > $2::uuid)
   order by id limit $3::int)
  union all
  (select id, reminder_id, escalate_at from occurrences
   where owner_id = $1::uuid and state = 'due' and escalate_at is not null and ($2::uuid is null or id > $2::uuid)
   order by id limit $3::int)
) as o
order by o.id
limit $3::int
