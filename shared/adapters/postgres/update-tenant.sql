-- Sets what the change names. $1 tenant  $2 change  $3 may provision the tenant  $4 now  $5 caller
with change as (select $2::jsonb as set),
new_tenant as (
  insert into tenants (id, name, created_at, weight_similarity, weight_importance, weight_decay, half_life_days,
    limits, extraction, forbidden_types, consent_defaults, care_answer)
  select $1, $1, $4::timestamptz, (set ->> 'weight_similarity')::float8, (set ->> 'weight_importance')::float8,
    (set ->> 'weight_decay')::float8, (set ->> 'half_life_days')::float8, coalesce(set -> 'limits', '{}'),
    (set ->> 'extraction')::boolean,
    array(select jsonb_array_elements_text(coalesce(set -> 'forbidden_types', '[]'))),
    array(select jsonb_array_elements_text(coalesce(set -> 'consent_defaults', '[]'))), set ->> 'care_answer'
  from change where $3::boolean and not exists (select from tenants where id = $1)
  on conflict do nothing
  returning *
),
changed as (
  update tenants set
    weight_similarity = case when set ? 'weight_similarity' then (set ->> 'weight_similarity')::float8 else weight_similarity end,
    weight_importance = case when set ? 'weight_importance' then (set ->> 'weight_importance')::float8 else weight_importance end,
    weight_decay = case when set ? 'weight_decay' then (set ->> 'weight_decay')::float8 else weight_decay end,
    half_life_days = case when set ? 'half_life_days' then (set ->> 'half_life_days')::float8 else half_life_days end,
    limits = limits || coalesce(set -> 'limits', '{}'),
    extraction = case when set ? 'extraction' then (set ->> 'extraction')::boolean else extraction end,
    forbidden_types = case when set ? 'forbidden_types'
      then array(select jsonb_array_elements_text(set -> 'forbidden_types')) else forbidden_types end,
    consent_defaults = case when set ? 'consent_defaults'
      then array(select jsonb_array_elements_text(set -> 'consent_defaults')) else consent_defaults end,
    care_answer = case when set ? 'care_answer' then set ->> 'care_answer' else care_answer end
  from change where id = $1
  returning tenants.*
),
audited as (
  insert into audit_log
  select entry.* from change, (select from new_tenant union all select from changed) as done,
    aimi_audit($1, aimi_owner_id($1, null), null, $5::text, 'tenant.changed', $1, set, $4::timestamptz) as entry
  where set <> '{}'
)
select * from new_tenant union all select * from changed
