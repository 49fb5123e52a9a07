-- What it does stands in migrations/0028_coach_prompt.sql.
select aimi_confirm($1, $2::uuid, $3::uuid, $4, $5::uuid, $6::uuid, $7::timestamptz, $8::timestamptz) as outcome
