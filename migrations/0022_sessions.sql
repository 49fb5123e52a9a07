-- A conversation has one job that learns from it: whoever comes to it touches it.
grant update (created_at) on outbox to aimi_app;

-- A line stands where its part has it. What it rests on goes before it: clearing a conversation looks by session, too.
grant update (position) on user_state_lines to aimi_app;
create index user_state_lines_by_session on user_state_lines (session_id);
create index sessions_by_summary on sessions (summary_memory_id);
