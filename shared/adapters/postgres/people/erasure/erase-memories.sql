-- A batch of what was believed of a person, with every version and its postings. The memories are locked before.
--   $1 tenant  $2 owner  $3 limit
with gone as materialized (
  select m.id from memories m where m.owner_id = $2::uuid and m.tenant_id = $1 order by m.id limit $3::int
),
word as materialized (
  select q.version_id, q.lexeme from gone join memory_versions v on v.memory_id = gone.id,
    aimi_version_postings($1, $2::uuid, v.id, v.content) as q
),
erased_posting as (
  delete from memory_postings p using word w
  where p.tenant_id = $1 and p.lexeme = w.lexeme and p.owner_id = $2::uuid and p.version_id = w.version_id
),
erased as (
  delete from memories m using gone where m.id = gone.id returning m.id
)
select count(*)::int as erased, count(*) = $3::int as more from erased
