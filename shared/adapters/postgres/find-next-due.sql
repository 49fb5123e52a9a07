select due_at, (select min(due_at) from outbox where queue <> 'reminders') is null as only_reminders
from outbox order by due_at, id limit 1
