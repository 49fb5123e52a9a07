-- A title that a client has set meanwhile stays.  $1 tenant  $2 conversation  $3 title or null  $4 outbox id
with done as (
  delete from outbox where tenant_id = $1 and id = $4::uuid
)
update conversations set title = $3::text, title_by = 'model'
where tenant_id = $1 and id = $2::uuid and title is null and $3::text is not null
