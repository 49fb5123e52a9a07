-- $1 owner  $2 limit
select aimi_tell_delivery(o) as answer from occurrences o join reminders r on r.id = o.reminder_id
where o.owner_id = $1::uuid and o.state = 'due' and r.channel <> 'inbox' order by o.due_at, o.id limit $2::int
