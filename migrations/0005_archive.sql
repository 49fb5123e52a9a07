-- What retention put away: it stays in its conversation, has no postings, and is not searched.
alter table messages add column archived_at timestamptz(3);
grant update (archived_at) on messages to aimi_app;
