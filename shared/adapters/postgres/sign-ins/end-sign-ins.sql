-- Those that ended within the day are named again, so that what was not told is told by a repeat. Where they were
-- registered for push nothing is shown any more; with all of them, nowhere.
--   $1 owner  $2 sign-in or null for all  $3 now  $4 who ends it, or null for the person
with ended as (
  update sign_ins set ended_at = $3::timestamptz
  where owner_id = $1::uuid and ($2::text is null or id::text = $2) and ended_at is null
  returning *
),
noted as (
  insert into audit_log
  select entry.* from ended, aimi_audit(tenant_id, owner_id, user_id,
    coalesce($4::text, 'user:' || tenant_id || '/' || user_id), 'sign_out', id::text, null, ended_at) as entry
),
silenced as (
  delete from push_devices where owner_id = $1::uuid and ($2::text is null or sign_in_id = $2)
)
select id from sign_ins
where owner_id = $1::uuid and ($2::text is null or id::text = $2)
  and (ended_at is null or ended_at > $3::timestamptz - interval '1 day')
order by id
