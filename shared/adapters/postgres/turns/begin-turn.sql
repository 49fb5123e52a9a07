-- What it does stands in migrations/0019_turns.sql.  $1 turn  $2 vector of its message or null  $3 how much was said before
select * from aimi_begin_turn($1::jsonb, aimi_from_units($2::int[]), $3::int)
