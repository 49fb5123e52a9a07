-- Schedules are gone, and the outbox rows that asked for it. What waits all the same is given back.  $1 moments
with moment as (
  select (m ->> 'reminderId')::uuid as reminder_id, aimi_at((m ->> 'at')::bigint) as at from jsonb_array_elements($1::jsonb) m
),
job as (
  delete from outbox b using moment where b.id = aimi_unschedule_id(moment.reminder_id, moment.at)
)
select distinct jsonb_build_object('reminderId', moment.reminder_id, 'at', aimi_ms(moment.at)) as answer
from moment join occurrences o on o.reminder_id = moment.reminder_id
  and (o.settled_at is null or o.state = 'due')
  and (o.state = 'waiting' and o.due_at = moment.at or o.state = 'due' and o.escalate_at = moment.at)
