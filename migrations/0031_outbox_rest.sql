-- Reminders wait for weeks: whether anything else does is asked of this.
create index outbox_but_reminders on outbox (due_at) where queue <> 'reminders';
