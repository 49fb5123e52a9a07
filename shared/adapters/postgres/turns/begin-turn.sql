-- What it does stands in migrations/0019_turns.sql and 0059_used_tools.sql.
--   $1 turn  $2 vector of its message or null  $3 how much was said before
select begun.*, case when ($1::jsonb ->> 'follows_on')::boolean or begun.status = 'done' then aimi_used_tools(begun.turn_id) else '[]' end as used
from aimi_begin_turn($1::jsonb, aimi_from_units($2::int[]), $3::int) as begun
