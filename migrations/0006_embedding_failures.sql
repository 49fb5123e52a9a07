-- Work that was given up: what the outbox held of it, ids only, until somebody has it tried again. It keeps the
-- outbox entry's id, so that giving up twice is giving up once. It belongs to its tenant, whose own id is the owner.
create table failed_jobs (
  id uuid primary key,
  tenant_id text not null,
  owner_id uuid not null,
  queue text not null,
  body jsonb not null,
  reason text not null,
  attempts int not null,
  created_at timestamptz(3) not null,
  retried_at timestamptz(3)
);
create index failed_jobs_by_tenant on failed_jobs (tenant_id, id);
create index failed_jobs_waiting on failed_jobs (queue, id) where retried_at is null;
select aimi_isolate('failed_jobs');
grant select, insert, delete, update (body, reason, attempts, created_at, retried_at) on failed_jobs to aimi_app;

-- A text that has no vector of a model because the job that should have made it was given up.
create table embedding_failures (
  tenant_id text not null,
  owner_id uuid not null,
  text_hash bytea not null,
  model text not null,
  job_id uuid not null references failed_jobs (id) on delete cascade,
  created_at timestamptz(3) not null,
  primary key (owner_id, text_hash, model)
);
create index embedding_failures_by_job on embedding_failures (job_id);
select aimi_isolate('embedding_failures');
grant select, insert, delete, update (job_id, created_at) on embedding_failures to aimi_app;

-- An operator looks at the failed jobs of every tenant and has them tried again.
create policy system_reads on failed_jobs for select to aimi_system using (true);
create policy system_retries on failed_jobs for update to aimi_system using (true);
grant select, update (retried_at) on failed_jobs to aimi_system;
create policy system_reads on embedding_failures for select to aimi_system using (true);
create policy system_clears on embedding_failures for delete to aimi_system using (true);
grant select (job_id), delete on embedding_failures to aimi_system;
grant insert on outbox to aimi_system;

-- A walk through a tenant keeps its place in its outbox entry.
grant update (body, due_at) on outbox to aimi_app;
