-- $1 tenant  $2 deletion  $3 pass  $4 step  $5 erased
update deletions set
  steps_done = case when pass = $3::int and not ($4::text = any (steps_done)) then array_append(steps_done, $4::text)
    else steps_done end,
  erased = erased || jsonb_build_object($4::text, coalesce((erased ->> $4::text)::int, 0) + $5::int)
where tenant_id = $1 and id = $2::uuid and finished_at is null
