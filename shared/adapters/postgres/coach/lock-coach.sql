-- Whoever writes what a person wants, has to do or has in the calendar takes turns.  $1 owner
select pg_advisory_xact_lock(hashtextextended('coach/' || $1, 0))
