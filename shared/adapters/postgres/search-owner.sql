-- The ranking itself stands in migrations/0017_search_estimates.sql.
--   $1 tenant  $2 owner  $3 query  $4 vector or null  $5 model  $6 top k  $7 min similarity  $8 weights
--   $9 as of  $10 looks back  $11 wants messages  $12 wants memories  $13 conversation  $14 roles  $15 types
--   $16 statuses  $17 since  $18 until  $19 metadata  $20 $21 named times, from and to
select m.* from aimi_search_owner($1, $2::uuid, $3, aimi_from_units($4::int[]), $5, $6::int, $7::float8, $8::float8[], $9::timestamptz,
  $10::boolean, $11::boolean, $12::boolean, $13, $14::text[], $15::text[], $16::text[], $17::timestamptz,
  $18::timestamptz, $19::jsonb, $20::timestamptz[], $21::timestamptz[]) as m
