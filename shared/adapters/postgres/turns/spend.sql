-- $1 tenant  $2 now  $3 model  $4 tokens of prompts  $5 of answers  $6 millionths of a dollar
insert into usage_days as spent (tenant_id, day, model, turns, prompt_tokens, completion_tokens, cost_micros)
select t.id, ($2::timestamptz at time zone 'UTC')::date, $3, 1, $4::int, $5::int, $6::bigint from tenants t where t.id = $1
on conflict (tenant_id, day, model) do update set turns = spent.turns + 1,
  prompt_tokens = spent.prompt_tokens + excluded.prompt_tokens,
  completion_tokens = spent.completion_tokens + excluded.completion_tokens,
  cost_micros = spent.cost_micros + excluded.cost_micros
