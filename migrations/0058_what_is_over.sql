-- A failed job is over once none of its texts is failed any more, whoever took the last failure away: a worker that
-- wrote its vector, whoever wrote the text anew, or erased it. Whoever writes for a person sees no job of their tenant,
-- so that the owner does it, who sees them nowhere else. Jobs are held in one order: of two that take the last failures
-- of one at once, the later sees what the earlier took.
-- In the order of the workers, who lock both.
lock table embedding_failures, failed_jobs in access exclusive mode;

create function aimi_end_failed_jobs() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
begin
  if not exists (select from gone) then
    return null;
  end if;
  perform set_config('aimi.ends_failed_jobs', 'yes', true);
  perform from failed_jobs j
  where j.id in (select gone.job_id from gone) and j.retried_at is null order by j.id for no key update;
  update failed_jobs j set retried_at = now()
  where j.id in (select gone.job_id from gone) and j.retried_at is null
    and not exists (select from embedding_failures f where f.job_id = j.id);
  perform set_config('aimi.ends_failed_jobs', '', true);
  return null;
end $$;
revoke execute on function aimi_end_failed_jobs() from public;

create function aimi_ends_failed_jobs() returns boolean
  language sql stable parallel safe
  return current_setting('aimi.ends_failed_jobs', true) = 'yes';
create policy owner_ends on failed_jobs to current_user using ((select aimi_ends_failed_jobs()));
create policy owner_ends on embedding_failures for select to current_user using ((select aimi_ends_failed_jobs()));

create trigger end_failed_jobs after delete on embedding_failures
  referencing old table as gone for each statement execute function aimi_end_failed_jobs();
-- A job that fails on the same text takes its failure over.
create trigger end_followed_jobs after update on embedding_failures
  referencing old table as gone for each statement execute function aimi_end_failed_jobs();

-- A record of a run is kept for a season: the night takes away what ended before, parts before what they are parts of.
create index retention_runs_over on retention_runs (coalesce(finished_at, walked_at))
  where coalesce(finished_at, walked_at) is not null;
create policy system_sweeps on retention_runs for delete to aimi_system using (coalesce(finished_at, walked_at) is not null);
grant delete on retention_runs to aimi_system;
