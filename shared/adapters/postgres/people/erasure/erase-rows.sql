-- A batch of all that is found by its owner alone. A table that is a person's and comes later is added here.
--   $1 tenant  $2 owner  $3 limit of each
with failure as (
  delete from embedding_failures where ctid = any (array(
    select ctid from embedding_failures where owner_id = $2::uuid and tenant_id = $1 limit $3::int)) returning 1
),
answer as (
  delete from idempotency_keys where ctid = any (array(
    select ctid from idempotency_keys where tenant_id = $1 and owner_id = $2::uuid limit $3::int)) returning 1
),
job as (
  delete from outbox where ctid = any (array(
    select ctid from outbox where owner_id = $2::uuid and tenant_id = $1 limit $3::int)) returning 1
),
failed_job as (
  delete from failed_jobs where ctid = any (array(
    select ctid from failed_jobs where tenant_id = $1 and owner_id = $2::uuid limit $3::int)) returning 1
),
device as (
  delete from push_devices where ctid = any (array(
    select ctid from push_devices where owner_id = $2::uuid and tenant_id = $1 limit $3::int)) returning 1
),
consent as (
  delete from consents where ctid = any (array(
    select ctid from consents where owner_id = $2::uuid and tenant_id = $1 limit $3::int)) returning 1
),
sign_in as (
  delete from sign_ins where ctid = any (array(
    select ctid from sign_ins where owner_id = $2::uuid and tenant_id = $1 limit $3::int)) returning 1
),
-- A session goes in a batch after its turns, which it would else take along beyond the limit.
turn as (
  delete from turns where ctid = any (array(
    select ctid from turns where owner_id = $2::uuid and tenant_id = $1 limit $3::int)) returning 1
),
session as (
  delete from sessions where ctid = any (array(
    select s.ctid from sessions s where s.owner_id = $2::uuid and s.tenant_id = $1
      and (select true from turns t where t.session_id = s.id limit 1) is null limit $3::int)) returning 1
),
unlearned_message as (
  delete from unlearned where ctid = any (array(
    select ctid from unlearned where owner_id = $2::uuid and tenant_id = $1 limit $3::int)) returning 1
),
learner as (
  delete from learners where ctid = any (array(
    select ctid from learners where owner_id = $2::uuid and tenant_id = $1 limit $3::int)) returning 1
),
fact_draft as (
  delete from fact_drafts where ctid = any (array(
    select ctid from fact_drafts where owner_id = $2::uuid and tenant_id = $1 limit $3::int)) returning 1
),
memory_entity as (
  delete from memory_entities where ctid = any (array(
    select ctid from memory_entities where owner_id = $2::uuid and tenant_id = $1 limit $3::int)) returning 1
),
memory_relation as (
  delete from memory_relations where ctid = any (array(
    select ctid from memory_relations where owner_id = $2::uuid and tenant_id = $1 limit $3::int)) returning 1
),
entity_name as (
  delete from entity_names where ctid = any (array(
    select ctid from entity_names where owner_id = $2::uuid and tenant_id = $1 limit $3::int)) returning 1
),
state_source as (
  delete from user_state_sources where ctid = any (array(
    select ctid from user_state_sources where owner_id = $2::uuid and tenant_id = $1 limit $3::int)) returning 1
),
state as (
  delete from user_states where ctid = any (array(
    select ctid from user_states where owner_id = $2::uuid and tenant_id = $1 limit $3::int)) returning 1
),
task as (
  delete from tasks where ctid = any (array(
    select ctid from tasks where owner_id = $2::uuid and tenant_id = $1 limit $3::int)) returning 1
),
event as (
  delete from events where ctid = any (array(
    select ctid from events where owner_id = $2::uuid and tenant_id = $1 limit $3::int)) returning 1
),
occurrence as (
  delete from occurrences where ctid = any (array(
    select ctid from occurrences where owner_id = $2::uuid and tenant_id = $1 limit $3::int)) returning 1
),
-- What others hang on goes in a batch after them.
goal as (
  delete from goals where ctid = any (array(
    select g.ctid from goals g where g.owner_id = $2::uuid and g.tenant_id = $1
      and (select true from tasks t where t.goal_id = g.id limit 1) is null limit $3::int)) returning 1
),
reminder as (
  delete from reminders where ctid = any (array(
    select r.ctid from reminders r where r.owner_id = $2::uuid and r.tenant_id = $1
      and (select true from occurrences o where o.reminder_id = r.id limit 1) is null limit $3::int)) returning 1
),
relation as (
  delete from relations where ctid = any (array(
    select r.ctid from relations r where r.owner_id = $2::uuid and r.tenant_id = $1
      and (select true from memory_relations m where m.relation_id = r.id limit 1) is null limit $3::int)) returning 1
),
entity as (
  delete from entities where ctid = any (array(
    select e.ctid from entities e where e.owner_id = $2::uuid and e.tenant_id = $1
      and (select true from entity_names n where n.entity_id = e.id limit 1) is null
      and (select true from relations r where r.subject_id = e.id limit 1) is null
      and (select true from relations r where r.object_id = e.id limit 1) is null
      and (select true from memory_entities m where m.entity_id = e.id limit 1) is null limit $3::int)) returning 1
),
state_line as (
  delete from user_state_lines where ctid = any (array(
    select l.ctid from user_state_lines l where l.owner_id = $2::uuid and l.tenant_id = $1
      and (select true from user_state_sources s where s.line_id = l.id limit 1) is null limit $3::int)) returning 1
),
erased as (
  select count(*) as count from failure union all select count(*) from answer union all select count(*) from job
  union all select count(*) from failed_job union all select count(*) from device
  union all select count(*) from consent union all select count(*) from sign_in
  union all select count(*) from turn union all select count(*) from session
  union all select count(*) from unlearned_message
  union all select count(*) from learner
  union all select count(*) from fact_draft
  union all select count(*) from memory_entity
  union all select count(*) from memory_relation
  union all select count(*) from entity_name
  union all select count(*) from state_source
  union all select count(*) from state
  union all select count(*) from task union all select count(*) from event union all select count(*) from occurrence
  union all select count(*) from goal union all select count(*) from reminder
  union all select count(*) from relation union all select count(*) from entity union all select count(*) from state_line
)
select sum(count)::int as erased, bool_or(count = $3::int) or exists (select from turn) or exists (select from memory_relation)
    or exists (select from relation) or exists (select from entity_name) or exists (select from memory_entity)
    or exists (select from state_source) or exists (select from task) or exists (select from occurrence) as more from erased
