-- The last row of the person goes, and what stays says nothing of who it was.
--   $1 tenant  $2 deletion  $3 now
with gone as (
  delete from users where tenant_id = $1 and deletion_id = $2::uuid
),
done as (
  delete from outbox where tenant_id = $1 and id = $2::uuid
),
closed as (
  update deletions set finished_at = $3::timestamptz
  where tenant_id = $1 and id = $2::uuid and finished_at is null
  returning *
)
insert into audit_log
select entry.* from closed c, aimi_audit(c.tenant_id, c.owner_id, null, c.requested_by, 'user.deleted', c.id::text,
  c.erased, c.finished_at) as entry
