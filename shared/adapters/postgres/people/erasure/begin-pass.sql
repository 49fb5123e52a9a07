-- Begins a pass where the one before stands, and has its job come back when writers have settled.
--   $1 tenant  $2 deletion  $3 pass
with moved as (
  update deletions set pass = $3::int, steps_done = '{}'
  where tenant_id = $1 and id = $2::uuid and pass = $3::int - 1 and finished_at is null
  returning id, settles_at
)
update outbox o set due_at = moved.settles_at from moved where o.id = moved.id
