-- A schedule stands: the outbox rows look after it. What waits no more is given back.  $1 moments
with moment as (
  select (m ->> 'reminderId')::uuid as reminder_id, aimi_at((m ->> 'at')::bigint) as at from jsonb_array_elements($1::jsonb) m
),
standing as materialized (
  select o.id, moment.* from moment join occurrences o on o.reminder_id = moment.reminder_id
    and (o.settled_at is null or o.state = 'due')
    and (o.state = 'waiting' and o.due_at = moment.at or o.state = 'due' and o.escalate_at = moment.at)
),
job as (
  update outbox b set due_at = standing.at + interval '90 seconds' from standing where b.id = standing.id
)
select jsonb_build_object('reminderId', reminder_id, 'dueAt', aimi_ms(at)) as answer from (
  select reminder_id, at from moment except select reminder_id, at from standing) as gone
