-- $1 tenant or null for every one  $2 whether tried again  $3 after this job or null  $4 limit
select id, tenant_id, queue, body, reason, attempts, created_at, retried_at from failed_jobs
where ($1::text is null or tenant_id = $1) and (retried_at is not null) = $2::boolean
  and ($3::uuid is null or id < $3::uuid)
order by id desc
limit $4::int
