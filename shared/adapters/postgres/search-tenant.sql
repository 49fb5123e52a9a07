-- Parameters as in search-owner.sql; the owner is null.
select m.* from aimi_search_tenant($1, $2::uuid, $3, aimi_from_units($4::int[]), $5, $6::int, $7::float8, $8::float8[], $9::timestamptz,
  $10::boolean, $11::boolean, $12::boolean, $13, $14::text[], $15::text[], $16::text[], $17::timestamptz,
  $18::timestamptz, $19::jsonb, $20::timestamptz[], $21::timestamptz[]) as m
