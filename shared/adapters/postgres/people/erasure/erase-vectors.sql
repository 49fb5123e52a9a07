-- $1 tenant  $2 owner  $3 limit
with erased as (
  delete from embeddings where ctid = any (array(
    select ctid from embeddings where owner_id = $2::uuid and tenant_id = $1 limit $3::int))
  returning 1
)
select count(*)::int as erased, count(*) = $3::int as more from erased
