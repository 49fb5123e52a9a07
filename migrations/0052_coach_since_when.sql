-- What a person took back decides about what is from before. So a prompt goes by when goals, tasks, events and reminders
-- were made.
select aimi_edit('aimi_coach_knowledge', was, was || $$, 'createdAt', aimi_ms($$ || item || $$.created_at)$$)
from (values ('g', $$greatest(t.open + t.done, 1))::int)$$), ('t', $$'recurrence', t.recurrence$$),
  ('e', $$'recurrence', e.recurrence$$), ('r', $$'isOpen', r.status = 'due'$$)) as edits (item, was);
