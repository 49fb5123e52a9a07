-- $1 the delivery  $2 owner
select aimi_tell_delivery(o) as answer from occurrences o
where o.id = $1::uuid and o.owner_id = $2::uuid and o.state <> 'waiting' and o.removed_at is null
