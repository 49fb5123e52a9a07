-- Ids grow with time.  $1 tenant  $2 owner  $3 this one or null  $4 statuses or null  $5 goal or null
--   $6 due from or null  $7 due until or null  $8 after or null  $9 limit
select t.* from tasks t
where t.owner_id = $2::uuid and t.tenant_id = $1 and ($3::uuid is null or t.id = $3::uuid)
  and ($4::text[] is null or t.status = any ($4::text[]))
  and ($5::uuid is null or t.goal_id = $5::uuid)
  and ($6::timestamptz is null or t.due_at >= $6::timestamptz)
  and ($7::timestamptz is null or t.due_at < $7::timestamptz)
  and ($8::uuid is null or t.id > $8::uuid)
order by t.id limit $9::int
