-- Parameters as in search-owner.sql; the owner is null. Of a tenant with more texts than are surely all looked at, what is
-- found is approximate, be it nothing: then there is one row without a match.
with size as materialized (
  select count(*) > 200 as is_beyond
  from (
    (select 1 from messages s where s.tenant_id = $1 and s.archived_at is null order by s.created_at desc, s.id desc limit 201)
    union all
    (select 1 from memory_versions v where v.tenant_id = $1 order by v.text_hash limit 201)) as texts
)
select m.*, size.is_beyond as approximate
from size left join
  aimi_search_tenant($1, $2::uuid, $3, aimi_from_units($4::int[]), $5, $6::int, $7::float8, $8::float8[], $9::timestamptz,
    $10::boolean, $11::boolean, $12::boolean, $13, $14::text[], $15::text[], $16::text[], $17::timestamptz,
    $18::timestamptz, $19::jsonb, $20::timestamptz[], $21::timestamptz[]) as m on true
