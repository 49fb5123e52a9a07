-- $1 owner  $2 kind  $3 statuses or null  $4 due from  $5 due until, both in ms or null  $6 after  $7 limit
select aimi_tell_reminder(r) as answer from reminders r
where r.owner_id = $1::uuid and r.kind = $2 and ($3::text[] is null or r.status = any ($3::text[]))
  and ($4::bigint is null or r.due_at >= aimi_at($4::bigint))
  and ($5::bigint is null or r.due_at < aimi_at($5::bigint))
  and ($6::uuid is null or r.id > $6::uuid)
order by r.id
limit $7::int
