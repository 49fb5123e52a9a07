-- A message that came back is as old as its return, for retention alone.
alter table messages add column restored_at timestamptz(3);
grant update (restored_at) on messages to aimi_app;

-- Only what was put away is in these: writing a message pays for neither.
create index messages_archived_by_tenant on messages (tenant_id, archived_at, id) where archived_at is not null;
create index messages_archived_by_owner on messages (tenant_id, owner_id, archived_at, id) where archived_at is not null;

-- A tenant's policy, whole, as shared/ports/retention.ts has it. Null leaves it to the app's default.
alter table tenants add column retention jsonb;
grant update (retention) on tenants to aimi_app;

-- What a policy comes to at one instant.
create type retention_terms as (
  archive_before timestamptz(3),
  archive_below float8,
  archive_roles text[],
  delete_before timestamptz(3),
  keep_roles text[],
  keep_importance float8,
  keep_metadata jsonb[]
);

create function aimi_retention_terms(policy jsonb, at timestamptz) returns retention_terms
  language sql stable parallel safe
begin atomic
  select row(
    case when (policy -> 'enabled')::boolean
      then at - make_interval(hours => 24 * (policy #>> '{archive,afterDays}')::int) end,
    coalesce((policy #>> '{archive,belowImportance}')::float8, 'infinity'),
    array(select jsonb_array_elements_text(policy #> '{archive,roles}')),
    case when (policy -> 'enabled')::boolean
      then at - make_interval(hours => 24 * (policy #>> '{delete,archivedForDays}')::int) end,
    array(select jsonb_array_elements_text(policy #> '{keep,roles}')),
    coalesce((policy #>> '{keep,minImportance}')::float8, 'infinity'),
    array(select jsonb_build_object(flag.key, flag.value) from jsonb_each(policy #> '{keep,metadata}') as flag)
  )::retention_terms;
end;

-- The one place that says what a run does to a message; a dry run asks the same.
create function aimi_is_kept(m messages, terms retention_terms) returns boolean
  language sql immutable parallel safe
  return m.role = any ((terms).keep_roles) or m.importance >= (terms).keep_importance
    or m.metadata @> any ((terms).keep_metadata);

create function aimi_is_due_to_archive(m messages, terms retention_terms) returns boolean
  language sql immutable parallel safe
  return m.archived_at is null and m.created_at < (terms).archive_before
    and (m.restored_at is null or m.restored_at < (terms).archive_before)
    and m.importance < (terms).archive_below and m.role = any ((terms).archive_roles)
    and not aimi_is_kept(m, terms);

create function aimi_is_due_to_delete(m messages, terms retention_terms) returns boolean
  language sql immutable parallel safe
  return m.archived_at < (terms).delete_before and not aimi_is_kept(m, terms);

-- A run of one tenant; or, without a tenant, one over all of them, whose parts name it as their parent.
create table retention_runs (
  id uuid primary key,
  tenant_id text references tenants (id),
  owner_id uuid,
  parent_id uuid references retention_runs (id),
  -- Null is the nightly schedule.
  requested_by text,
  dry_run boolean not null default false,
  created_at timestamptz(3) not null,
  started_at timestamptz(3),
  finished_at timestamptz(3),
  terms retention_terms,
  archived int not null default 0,
  deleted int not null default 0,
  -- How far it has come: the next batch begins behind these.
  archived_to timestamptz(3) not null default '-infinity',
  archived_to_id uuid not null default '00000000-0000-0000-0000-000000000000',
  deleted_to timestamptz(3) not null default '-infinity',
  deleted_to_id uuid not null default '00000000-0000-0000-0000-000000000000',
  -- What the batch under way has taken: only its own transaction ever sees these.
  batch_archive uuid[],
  batch_delete uuid[],
  batch_is_last boolean,
  -- Of a run over all tenants: its night, how many tenants it was handed to, and up to which.
  night date unique,
  tenants int not null default 0,
  walked_to text,
  walked_at timestamptz(3),
  unique (parent_id, tenant_id)
);
create index retention_runs_by_tenant on retention_runs (tenant_id, id);
create index retention_runs_unfinished on retention_runs (tenant_id, id) where finished_at is null;
create index retention_runs_of_their_own on retention_runs (id) where parent_id is null;
create index retention_runs_to_walk on retention_runs (id) where tenant_id is null and walked_at is null;
create index retention_runs_finished on retention_runs (finished_at) where finished_at is not null and not dry_run;
select aimi_isolate('retention_runs');
grant select, insert,
  update (started_at, finished_at, archived, deleted, archived_to, archived_to_id, deleted_to, deleted_to_id,
    batch_archive, batch_delete, batch_is_last)
  on retention_runs to aimi_app;

-- An operator sees all runs, and begins and walks those over all tenants.
create policy system_reads on retention_runs for select to aimi_system using (true);
create policy system_begins on retention_runs for insert to aimi_system with check (tenant_id is null);
create policy system_walks on retention_runs for update to aimi_system using (tenant_id is null);
grant select, insert, update (tenants, walked_to, walked_at) on retention_runs to aimi_system;

-- What a run looks at next. Policies make the planner expect a row or two, and gather and sort them all for each
-- window: so it is held to the order of the index, and stops after the window.
create function aimi_next_to_archive(run retention_runs, size int)
  returns table (id uuid, at timestamptz, due boolean, bytes int)
  language sql stable
  set enable_bitmapscan = off set enable_sort = off
begin atomic
  select m.id, m.created_at, aimi_is_due_to_archive(m, (run).terms), octet_length(m.content) from messages m
  where m.tenant_id = (run).tenant_id and m.created_at < ((run).terms).archive_before
    and (m.created_at, m.id) > ((run).archived_to, (run).archived_to_id)
  order by m.created_at, m.id limit size;
end;

create function aimi_next_to_delete(run retention_runs, size int) returns table (id uuid, at timestamptz, due boolean)
  language sql stable
  set enable_bitmapscan = off set enable_sort = off
begin atomic
  select m.id, m.archived_at, aimi_is_due_to_delete(m, (run).terms) from messages m
  where m.tenant_id = (run).tenant_id and m.archived_at is not null and m.archived_at < ((run).terms).delete_before
    and (m.archived_at, m.id) > ((run).deleted_to, (run).deleted_to_id)
  order by m.archived_at, m.id limit size;
end;

-- What a run does, one row at a time, by its key. In one statement for many the same expectation would make the
-- planner start from all that the tenant has.
create function aimi_put_away(message uuid, at timestamptz) returns boolean
  language sql
begin atomic
  with away as (
    update messages m set archived_at = at where m.id = message and m.archived_at is null
    returning m.tenant_id, m.owner_id, aimi_lexemes(concat_ws(' ', m.name, m.content)) as lexemes
  ),
  erased as (
    delete from postings p
    where p.tenant_id = (select away.tenant_id from away) and p.lexeme = any ((select away.lexemes from away)::text[])
      and p.owner_id = (select away.owner_id from away) and p.message_id = message
  )
  select exists (select from away);
end;

-- Said so that no index of what was put away comes into question beside the key.
create function aimi_delete_archived(message uuid) returns boolean
  language sql
begin atomic
  with gone as (
    delete from messages m where m.id = message and coalesce(m.archived_at < 'infinity', false) returning m.id
  )
  select exists (select from gone);
end;

create function aimi_erase_vector(owner uuid, of_model text, hash bytea) returns boolean
  language sql
begin atomic
  with gone as (
    delete from embeddings e where e.owner_id = owner and e.model = of_model and e.text_hash = hash
    returning e.model
  )
  select exists (select from gone);
end;

-- A page of the archive, latest first, of an owner or of a tenant; in the order of an index for the same reason.
create function aimi_archive_page(tenant text, owner uuid, conversation text, roles text[],
  since timestamptz, until timestamptz, behind timestamptz, behind_id uuid, size int) returns setof messages
  language sql stable
  set enable_bitmapscan = off set enable_sort = off
begin atomic
  (select m.* from messages m
   where owner is not null and m.owner_id = owner and m.archived_at is not null
     and (m.archived_at, m.id) < (behind, behind_id)
     and (conversation is null or (select c.client_id from conversations c where c.id = m.conversation_id) = conversation)
     and (roles is null or m.role = any (roles))
     and (since is null or m.created_at >= since) and (until is null or m.created_at <= until)
   order by m.archived_at desc, m.id desc limit size)
  union all
  (select m.* from messages m
   where owner is null and m.tenant_id = tenant and m.archived_at is not null
     and (m.archived_at, m.id) < (behind, behind_id)
     and (conversation is null or (select c.client_id from conversations c where c.id = m.conversation_id) = conversation)
     and (roles is null or m.role = any (roles))
     and (since is null or m.created_at >= since) and (until is null or m.created_at <= until)
   order by m.archived_at desc, m.id desc limit size);
end;

-- Health tells of migrations and of the last run in one look.
grant select on schema_migrations to aimi_system;
