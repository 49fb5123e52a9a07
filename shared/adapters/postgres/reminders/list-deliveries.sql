-- $1 owner  $2 states or null  $3 the delivery after which it goes on, or null  $4 limit
select aimi_tell_delivery(o) as answer from occurrences o
where o.owner_id = $1::uuid and o.state <> 'waiting' and o.removed_at is null and ($2::text[] is null or o.state = any ($2::text[]))
  and ($3::uuid is null or (o.due_at, o.id) < (
    select last.due_at, last.id from occurrences last where last.id = $3::uuid and last.owner_id = $1::uuid))
order by o.due_at desc, o.id desc
limit $4::int
