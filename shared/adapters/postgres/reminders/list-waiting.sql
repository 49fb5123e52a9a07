-- $1 owner  $2 after  $3 limit
select jsonb_build_object('id', o.id, 'reminderId', o.reminder_id, 'at', aimi_ms(o.due_at)) as answer from occurrences o
where o.owner_id = $1::uuid and o.state = 'waiting' and ($2::uuid is null or o.id > $2::uuid)
order by o.id
limit $3::int
