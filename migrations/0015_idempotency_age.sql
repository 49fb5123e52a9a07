-- Answers kept for a repeat are good for a day; the night takes older ones away, whosever they are.
create index idempotency_keys_by_age on idempotency_keys (created_at);
create policy system on idempotency_keys to aimi_system using (true);
grant select, delete on idempotency_keys to aimi_system;
