-- The nightly run tells Redis again who is disabled, and nothing of those who leave: their end takes the mark away.
grant select (deletion_id) on users to aimi_system;
