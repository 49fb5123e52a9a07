-- What tenant and person have set, and what the tenant has spent today.  $1 tenant  $2 user  $3 now
select t.care_answer, u.name, u.locale, u.time_zone,
  (select coalesce(sum(d.prompt_tokens + d.completion_tokens), 0)::float8 from usage_days d
    where d.tenant_id = $1 and d.day = ($3::timestamptz at time zone 'UTC')::date) as tokens_today
from tenants t left join users u on u.tenant_id = $1 and u.id = $2
where t.id = $1
