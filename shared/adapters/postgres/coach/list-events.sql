-- Ids grow with time.  $1 tenant  $2 owner  $3 this one or null  $4 from or null  $5 until or null  $6 after or null
--   $7 limit
select e.* from events e
where e.owner_id = $2::uuid and e.tenant_id = $1 and ($3::uuid is null or e.id = $3::uuid)
  and ($4::timestamptz is null or e.last_ends_at is null or e.last_ends_at >= $4::timestamptz)
  and ($5::timestamptz is null or e.starts_at < $5::timestamptz)
  and ($6::uuid is null or e.id > $6::uuid)
order by e.id limit $7::int
