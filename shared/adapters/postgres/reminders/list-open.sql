-- $1 owner  $2 limit
select aimi_tell_delivery(o) as answer from occurrences o
where o.owner_id = $1::uuid and o.state = 'due' order by o.due_at, o.id limit $2::int
