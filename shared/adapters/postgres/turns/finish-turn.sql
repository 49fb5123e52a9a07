-- What it does stands in migrations/0019_turns.sql.  $1 end
select * from aimi_finish_turn($1::jsonb)
