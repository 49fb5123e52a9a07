-- $1 tenant  $2 first day  $3 last day
select to_char(day, 'YYYY-MM-DD') as day, model, turns::float8 as turns, prompt_tokens::float8 as prompt_tokens,
  completion_tokens::float8 as completion_tokens, cost_micros::float8 as cost_micros
from usage_days where tenant_id = $1 and day between $2::date and $3::date
order by usage_days.day desc, model collate "C"
