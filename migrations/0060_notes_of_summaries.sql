-- no-transaction
-- Words of facts that stand in the history of summaries since before 0056 go. Each step by itself: whoever searches
-- waits for none of them.
alter table memory_versions no force row level security;
-- next
update memory_versions set note = null where note is not null and metadata ? 'summary_of_session';
-- next
alter table memory_versions force row level security;
