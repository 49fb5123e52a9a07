select count(*)::int as applied, max(name) as latest, (
    select r.finished_at from retention_runs r where r.finished_at is not null and not r.dry_run
    order by r.finished_at desc limit 1) as last_retention_at
from schema_migrations
