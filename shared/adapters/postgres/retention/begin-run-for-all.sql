-- Again with the same id is the same run.  $1 id  $2 requested by  $3 dry  $4 now
insert into retention_runs (id, requested_by, dry_run, created_at)
values ($1::uuid, $2, $3::boolean, $4::timestamptz)
on conflict do nothing
