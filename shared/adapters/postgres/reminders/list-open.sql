-- What somebody is to be reminded of and has not acknowledged.  $1 owner  $2 due in ms and $3 id after which, or null  $4 limit
select aimi_tell_delivery(o) as answer from occurrences o join reminders r on r.id = o.reminder_id
where o.owner_id = $1::uuid and o.state = 'due' and o.kind = 'reminder' and r.channel <> 'inbox'
  and ($2::bigint is null or (o.due_at, o.id) > (aimi_at($2::bigint), $3::uuid))
order by o.due_at, o.id
limit $4::int
