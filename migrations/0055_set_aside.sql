-- A message that no answer was to be had for is set aside, and its conversation learnt from without it. It waits until
-- an operator has the failed job tried again.
alter table unlearned add column set_aside_at timestamptz(3);
grant update (set_aside_at) on unlearned to aimi_app;
create policy system_reads on unlearned for select to aimi_system using (true);
create policy system_retries on unlearned for update to aimi_system using (true);
grant select (conversation_id, set_aside_at), update (set_aside_at) on unlearned to aimi_system;

-- What is set aside is nothing more to learn from, and its failed job is not done.
select aimi_edit('aimi_learn',
    $$is_more := exists (select from unlearned u where u.conversation_id = talk);$$,
    $$is_more := exists (select from unlearned u where u.conversation_id = talk and u.set_aside_at is null);$$),
  aimi_edit('aimi_learn',
    $$j.retried_at is null and not is_more;$$,
    $$j.retried_at is null and not exists (select from unlearned u where u.conversation_id = talk);$$),
  aimi_edit('aimi_finish_turn',
    $$where u.conversation_id = turn.conversation_id limit draft.learn_from)$$,
    $$where u.conversation_id = turn.conversation_id
    and u.set_aside_at is null limit draft.learn_from)$$),
  aimi_edit('aimi_finish_turn',
    $$j.id = turn.conversation_id and j.retried_at is null);$$,
    $$j.id = turn.conversation_id and j.retried_at is null and j.reason = 'given_up');$$),
  aimi_edit('aimi_claim_turn',
    $$where u.conversation_id = draft.conversation_id);$$,
    $$where u.conversation_id = draft.conversation_id
        and u.set_aside_at is null);$$);

-- A conversation whose beginning gives no title asked a model for one with every turn. The end of a session finds one.
select aimi_edit('aimi_finish_turn', $$  -- A conversation waits for one title at a time.
  if draft.status = 'done'
$$, $$  -- A conversation waits for one title at a time, and its first three turns alone ask for one.
  if draft.status = 'done'
    and (select count(*) from (
      select from turns t where t.conversation_id = turn.conversation_id limit 4) as taken) <= 3
$$);

-- The nightly run takes failed jobs away that were tried again long ago.
create index failed_jobs_retried on failed_jobs (retried_at) where retried_at is not null;
create policy system_sweeps on failed_jobs for delete to aimi_system using (retried_at is not null);
grant delete on failed_jobs to aimi_system;
