-- A session with very many turns is over: another one follows.
alter table sessions add column turn_count int not null default 0;
alter table sessions no force row level security;
alter table turns no force row level security;
update sessions s set turn_count = (select count(*) from turns t where t.session_id = s.id) where s.ended_at is null;
alter table turns force row level security;
alter table sessions force row level security;
grant update (turn_count) on sessions to aimi_app;

-- When it was last touched: who works on it takes it away only if nobody touched it since.
grant update (created_at) on outbox to aimi_app;

-- What a turn does in Postgres are functions, since planning costs more than doing: a statement within one is planned
-- once, and kept. A plan that is kept may have been made while a table was empty: hence no sequential scans. Each
-- statement sees what was written before it, and by others until then.

-- Of each conversation one job to learn waits; whoever leaves another touches it.
create function aimi_leave_learning(tenant text, owner uuid, conversation uuid, request text, now timestamptz,
  due timestamptz) returns void
  language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
begin
  insert into outbox as waiting (id, tenant_id, owner_id, queue, body, created_at, due_at)
  values (conversation, tenant, owner, 'learning-jobs',
    jsonb_build_object('kind', 'learn', 'conversation_id', conversation, 'request_id', request), now, due)
  on conflict (id) do update set created_at = excluded.created_at, due_at = least(waiting.due_at, excluded.due_at);
end $$;

-- The job that ends a session, or works on one that has ended. While it is open it is due when the session must have
-- idled, in case nobody looks before.
create function aimi_leave_session(tenant text, owner uuid, session uuid, conversation uuid, request text,
  now timestamptz, due timestamptz) returns void
  language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
begin
  insert into outbox (id, tenant_id, owner_id, queue, body, created_at, due_at)
  values (session, tenant, owner, 'session-jobs', jsonb_build_object('kind', 'end_session', 'session_id', session,
    'conversation_id', conversation, 'request_id', request), now, due)
  on conflict (id) do update set body = excluded.body, due_at = excluded.due_at;
end $$;

-- Whether chat is learnt from: the conversation's own word goes before its tenant's.
create function aimi_learns_from_chat(tenant text, conversation uuid) returns boolean
  language plpgsql stable set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
begin
  return coalesce((select c.extraction from conversations c where c.id = conversation),
    (select t.extraction from tenants t where t.id = tenant), true);
end $$;

create type aimi_turn_claim as (
  fence int, -- null: the turn had ended for good, or there is no such tenant
  status_before text,
  session_is_new boolean,
  ended_session_id uuid,
  ended_session_learns boolean
);

-- Claims a turn for one runner, or ends it for want of one: of many at once each gets a fence of its own. The first
-- stores all that begins with the turn, as append-messages.sql does for messages; whoever comes later, nothing but
-- the claim.
create function aimi_claim_turn(given jsonb, message_vector halfvec) returns aimi_turn_claim
  language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
declare
  draft record;
  status_before text;
  turn turns;
  seat uuid;
  hash bytea;
  claim aimi_turn_claim;
begin
  select * into draft from jsonb_to_record(given) as draft (
    tenant_id text, owner_id uuid, user_id text, turn_id uuid, client_message_id text, conversation_id uuid,
    client_conversation_id text, message_id uuid, content text, importance float8, text_hash text, said_at timestamptz,
    status text, attempt int, error_code text, idle_since timestamptz, session_turns int, session_due_at timestamptz,
    care boolean, model text, outbox_id uuid, session_id uuid, request_id text, now timestamptz, due_at timestamptz,
    ends_due_at timestamptz);
  if not exists (select from tenants t where t.id = draft.tenant_id) then
    return null;
  end if;

  insert into users as before (tenant_id, id, owner_id, created_at, last_seen_at)
  values (draft.tenant_id, draft.user_id, draft.owner_id, draft.now, draft.now)
  on conflict (tenant_id, id) do update set last_seen_at = excluded.last_seen_at
  where before.last_seen_at < excluded.last_seen_at - interval '15 minutes';

  select t.status, t.session_id into status_before, seat from turns t where t.id = draft.turn_id for update;
  if not found then
    insert into conversations (id, tenant_id, owner_id, user_id, client_id, created_at)
    values (draft.conversation_id, draft.tenant_id, draft.owner_id, draft.user_id, draft.client_conversation_id, draft.now)
    on conflict do nothing;

    update sessions s set ended_at = s.last_active_at,
      end_reason = case when s.last_active_at < draft.idle_since then 'idle' else 'full' end
    where s.conversation_id = draft.conversation_id and s.ended_at is null
      and (s.last_active_at < draft.idle_since or s.turn_count >= draft.session_turns)
    returning s.id into claim.ended_session_id;
    if found then
      perform aimi_leave_session(draft.tenant_id, draft.owner_id, claim.ended_session_id, draft.conversation_id,
        draft.request_id, draft.now, draft.ends_due_at);
      claim.ended_session_learns := exists (select from unlearned u where u.conversation_id = draft.conversation_id);
      if claim.ended_session_learns then
        perform aimi_leave_learning(draft.tenant_id, draft.owner_id, draft.conversation_id, draft.request_id, draft.now,
          draft.ends_due_at);
      end if;
    end if;

    -- Of each conversation one is open: who comes second sits down in the first one's.
    insert into sessions as open (id, tenant_id, owner_id, conversation_id, started_at, last_active_at, turn_count)
    values (draft.session_id, draft.tenant_id, draft.owner_id, draft.conversation_id, draft.said_at, draft.said_at, 1)
    on conflict (conversation_id) where ended_at is null
    do update set last_active_at = greatest(open.last_active_at, excluded.last_active_at),
      turn_count = open.turn_count + 1
    returning open.id into seat;
    perform aimi_leave_session(draft.tenant_id, draft.owner_id, seat, draft.conversation_id, draft.request_id, draft.now,
      draft.session_due_at);
  end if;

  insert into turns as before (id, tenant_id, owner_id, conversation_id, session_id, client_message_id, user_message_id,
    status, attempt, fence, care, error_code, outbox_id, accepted_at, finished_at)
  values (draft.turn_id, draft.tenant_id, draft.owner_id, draft.conversation_id, seat, draft.client_message_id,
    draft.message_id, draft.status, draft.attempt, 1, draft.care, draft.error_code, draft.outbox_id, draft.said_at,
    case when draft.status <> 'running' then draft.now end)
  on conflict (id) do update set
    status = excluded.status, attempt = greatest(before.attempt, excluded.attempt), fence = before.fence + 1,
    error_code = excluded.error_code, finished_at = excluded.finished_at
  where before.status = 'failed' and before.attempt < excluded.attempt
    or before.status = 'running' and (excluded.status = 'running' or before.attempt <= excluded.attempt)
  returning * into turn;
  claim.fence := turn.fence;
  claim.status_before := status_before;
  claim.session_is_new := turn.fence = 1 and seat = draft.session_id;
  if turn.fence is distinct from 1 then
    return claim;
  end if;

  hash := decode(draft.text_hash, 'hex');
  insert into messages (id, tenant_id, owner_id, conversation_id, role, content, metadata, importance, text_hash,
    created_at, turn_id)
  values (draft.message_id, draft.tenant_id, draft.owner_id, draft.conversation_id, 'user', draft.content, '{}',
    draft.importance, hash, draft.said_at, draft.turn_id);
  insert into postings (tenant_id, lexeme, owner_id, message_id, length, created_at)
  select draft.tenant_id, lexeme, draft.owner_id, draft.message_id, cardinality(lexemes), draft.said_at
  from aimi_lexemes(draft.content) as lexemes, unnest(lexemes) as lexeme;
  -- A text that is said again is tried again.
  delete from embedding_failures f
  where f.owner_id = draft.owner_id and f.text_hash = hash and f.model = draft.model;
  if message_vector is not null then
    insert into embeddings (tenant_id, owner_id, model, text_hash, dimensions, vector, created_at)
    values (draft.tenant_id, draft.owner_id, draft.model, hash, vector_dims(message_vector), message_vector, draft.now)
    on conflict do nothing;
  elsif not exists (
    select from embeddings e where e.owner_id = draft.owner_id and e.model = draft.model and e.text_hash = hash) then
    insert into outbox (id, tenant_id, owner_id, queue, body, created_at, due_at)
    values (draft.outbox_id, draft.tenant_id, draft.owner_id, 'memory-jobs',
      jsonb_build_object('message_ids', jsonb_build_array(draft.message_id), 'request_id', draft.request_id), draft.now,
      draft.due_at);
  end if;
  if not draft.care and aimi_learns_from_chat(draft.tenant_id, draft.conversation_id) then
    insert into unlearned (message_id, tenant_id, owner_id, conversation_id, said_at)
    values (draft.message_id, draft.tenant_id, draft.owner_id, draft.conversation_id, draft.said_at);
  end if;
  return claim;
end $$;

-- What was said last before a turn began, latest first. A reply belongs to where its own turn began, however long it
-- took: the next message may have been accepted meanwhile. Policies make the planner expect a row or two, and gather
-- and sort a whole conversation: so it is held to the order of the index, and stops after the size.
create or replace function aimi_said_before(turn turns, since timestamptz, size int)
  returns table (id uuid, role text, name text, content text, created_at timestamptz, said_at timestamptz, said_first uuid)
  language plpgsql stable
  set plan_cache_mode = force_generic_plan set enable_seqscan = off
  set enable_bitmapscan = off set enable_sort = off set enable_hashjoin = off set enable_mergejoin = off
as $$
#variable_conflict use_column
begin
  return query
  select m.id, m.role, m.name, m.content, m.created_at, coalesce(own.accepted_at, m.created_at),
    coalesce(own.user_message_id, m.id)
  from messages m left join turns own on own.id = m.turn_id
  where m.conversation_id = turn.conversation_id and m.created_at > since and m.archived_at is null
    and m.id <> turn.user_message_id and m.turn_id is distinct from turn.id
    and not (m.role = 'assistant' and m.status = 'failed')
    and coalesce(own.accepted_at, m.created_at) > since
    and (coalesce(own.accepted_at, m.created_at), coalesce(own.user_message_id, m.id))
      < (turn.accepted_at, turn.user_message_id)
  order by m.created_at desc, m.id desc limit size;
end $$;

-- Claims a turn, and tells what its runner needs, or whoever asks again of one that has ended: the message, what was
-- said before it, the reply, what was recalled, and what tenant and person have set. What is running without its
-- message, since that was erased, ends here.
create function aimi_begin_turn(given jsonb, message_vector halfvec, history_size int) returns table (
  claimed_fence int, status_before text, session_is_new boolean, ended_session_id uuid, ended_session_learns boolean,
  turn_id uuid, conversation_id uuid, client_conversation_id text, session_id uuid, outbox_id uuid, attempt int, fence int,
  status text, error_code text, finish_reason text, reply_message_id uuid, model text, prompt_tokens int,
  completion_tokens int, cost_micros float8, message_id uuid, role text, speaker text, content text, created_at timestamptz,
  reply text, history jsonb, recalled jsonb, care_answer text, tokens_today float8, name text, locale text, time_zone text
)
  language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
#variable_conflict use_column
declare
  claim constant aimi_turn_claim := aimi_claim_turn(given, message_vector);
  tenant constant text := given ->> 'tenant_id';
  instant constant timestamptz := (given ->> 'now')::timestamptz;
  turn turns;
  said messages;
  home conversations;
  said_before jsonb := '[]';
  told jsonb := '[]';
begin
  select t.* into turn from turns t where t.id = (given ->> 'turn_id')::uuid;
  if not found then
    return;
  end if;
  select m.* into said from messages m where m.id = turn.user_message_id;
  if not found and turn.status = 'running' then
    update turns t set status = 'failed', error_code = 'not_found', finished_at = instant where t.id = turn.id
    returning t.* into turn;
  end if;
  select c.* into home from conversations c where c.id = turn.conversation_id;

  if turn.status = 'running' and history_size > 0 then
    select coalesce(jsonb_agg(jsonb_build_object('id', b.id, 'role', b.role, 'name', b.name, 'content', b.content,
      'createdAt', (extract(epoch from b.created_at) * 1000)::bigint)
      order by b.said_at, b.said_first, b.created_at, b.id), '[]')
    into said_before
    from aimi_said_before(turn, coalesce(home.reset_at, '-infinity'), history_size) as b;
  elsif turn.status = 'done' then
    select coalesce(jsonb_agg(jsonb_build_object('id', item ->> 'id', 'kind', item ->> 'kind', 'score', item -> 'score',
      'type', found.type, 'content', found.content) order by place), '[]')
    into told
    from jsonb_array_elements(turn.recalled) with ordinality as r (item, place), lateral (
      select null as type, m.content from messages m where item ->> 'kind' = 'message' and m.id = (item ->> 'id')::uuid
      union all
      select v.type, v.content from memory_versions v
      where item ->> 'kind' = 'memory' and v.memory_id = (item ->> 'id')::uuid and v.superseded_at is null
    ) as found;
  end if;

  return query
  select claim.fence, claim.status_before, claim.session_is_new, claim.ended_session_id, claim.ended_session_learns,
    turn.id, turn.conversation_id, home.client_id, turn.session_id, turn.outbox_id, turn.attempt, turn.fence, turn.status,
    turn.error_code, turn.finish_reason, turn.reply_message_id, turn.model, turn.prompt_tokens, turn.completion_tokens,
    turn.cost_micros::float8, said.id, said.role, said.name, said.content, said.created_at,
    (select m.content from messages m where m.id = turn.reply_message_id), said_before, told,
    (select t.care_answer from tenants t where t.id = tenant),
    (select coalesce(sum(u.prompt_tokens + u.completion_tokens), 0)::float8 from usage_days u
      where u.tenant_id = tenant and u.day = (instant at time zone 'UTC')::date),
    person.name, person.locale, person.time_zone
  from (select) as once
    left join users person on person.tenant_id = tenant and person.id = given ->> 'user_id';
end $$;

-- Ends a turn for the runner that holds it: the reply, what it cost, and the jobs that it leaves. One that comes
-- twice, its answer lost, is answered again.
create function aimi_finish_turn(given jsonb)
  returns table (known boolean, stored boolean, pending_ids uuid[], leaves_title boolean, leaves_learning boolean)
  language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
#variable_conflict use_column
declare
  draft record;
  turn turns;
  hash bytea;
  ends_now boolean;
  pending uuid[];
  waiting int;
  titles boolean := false;
  learns boolean := false;
begin
  select * into draft from jsonb_to_record(given) as draft (
    turn_id uuid, owner_id uuid, fence int, status text, finish_reason text, error_code text, recalled jsonb,
    reply_id uuid, content text, importance float8, text_hash text, said_at timestamptz, reply_status text, tool_calls jsonb,
    usage_model text, prompt_tokens int, completion_tokens int, cost_micros bigint, model text, title_job_id uuid,
    remembered boolean, learn_from int, session_due_at timestamptz, request_id text, now timestamptz, due_at timestamptz);
  select t.* into turn from turns t where t.id = draft.turn_id and t.owner_id = draft.owner_id for update;
  if not found then
    return query select false, false, null::uuid[], false, false;
    return;
  end if;
  ends_now := turn.status = 'running';
  if turn.fence <> draft.fence
    or not ends_now and (turn.status <> draft.status or turn.reply_message_id is distinct from draft.reply_id) then
    return query select true, false, null::uuid[], false, false;
    return;
  end if;

  if ends_now then
    update turns t set status = draft.status, reply_message_id = draft.reply_id, finish_reason = draft.finish_reason,
      error_code = draft.error_code, recalled = draft.recalled, model = draft.usage_model,
      prompt_tokens = draft.prompt_tokens, completion_tokens = draft.completion_tokens, cost_micros = draft.cost_micros,
      finished_at = draft.now
    where t.id = turn.id;
    if draft.reply_id is not null then
      hash := decode(draft.text_hash, 'hex');
      insert into messages (id, tenant_id, owner_id, conversation_id, role, content, metadata, importance, text_hash,
        created_at, turn_id, status, tool_calls)
      values (draft.reply_id, turn.tenant_id, turn.owner_id, turn.conversation_id, 'assistant', draft.content, '{}',
        draft.importance, hash, draft.said_at, turn.id, draft.reply_status, draft.tool_calls);
      insert into postings (tenant_id, lexeme, owner_id, message_id, length, created_at)
      select turn.tenant_id, lexeme, turn.owner_id, draft.reply_id, cardinality(lexemes), draft.said_at
      from aimi_lexemes(draft.content) as lexemes, unnest(lexemes) as lexeme;
      -- A text that is said again is tried again.
      delete from embedding_failures f
      where f.owner_id = turn.owner_id and f.text_hash = hash and f.model = draft.model;
    end if;
  end if;

  select coalesce(array_agg(said.id order by said.is_reply), '{}') into pending
  from unnest(array[turn.user_message_id, draft.reply_id]) as named (id), lateral (
    select m.id, m.owner_id, m.text_hash, m.role = 'assistant' as is_reply from messages m where m.id = named.id
    offset 0) as said
  left join lateral (
    select true as known from embeddings e
    where e.owner_id = said.owner_id and e.model = draft.model and e.text_hash = said.text_hash
    offset 0) as e on true
  where e.known is null;
  if not ends_now then
    return query select true, true, pending, exists (select from outbox o where o.id = draft.title_job_id),
      exists (select from outbox o where o.id = turn.conversation_id and o.created_at = draft.now);
    return;
  end if;

  if cardinality(pending) > 0 then
    insert into outbox (id, tenant_id, owner_id, queue, body, created_at, due_at)
    values (turn.outbox_id, turn.tenant_id, turn.owner_id, 'memory-jobs',
      jsonb_build_object('message_ids', to_jsonb(pending), 'request_id', draft.request_id), draft.now, draft.due_at)
    on conflict (id) do update set body = excluded.body, due_at = excluded.due_at;
  else
    delete from outbox o where o.id = turn.outbox_id;
  end if;
  if draft.usage_model is not null then
    insert into usage_days as spent (tenant_id, day, model, turns, prompt_tokens, completion_tokens, cost_micros)
    values (turn.tenant_id, (draft.now at time zone 'UTC')::date, draft.usage_model, 1, draft.prompt_tokens,
      draft.completion_tokens, draft.cost_micros)
    on conflict (tenant_id, day, model) do update set turns = spent.turns + 1,
      prompt_tokens = spent.prompt_tokens + excluded.prompt_tokens,
      completion_tokens = spent.completion_tokens + excluded.completion_tokens,
      cost_micros = spent.cost_micros + excluded.cost_micros;
  end if;

  update sessions s set last_active_at = greatest(s.last_active_at, draft.now)
  where s.id = turn.session_id and s.ended_at is null;
  if found then
    perform aimi_leave_session(turn.tenant_id, turn.owner_id, turn.session_id, turn.conversation_id, draft.request_id,
      draft.now, draft.session_due_at);
  end if;

  -- A conversation waits for one title at a time.
  if draft.status = 'done'
    and not exists (select from conversations c where c.id = turn.conversation_id and c.title is not null)
    and not exists (
      select from outbox o where o.queue = 'session-jobs' and o.owner_id = turn.owner_id
        and o.body ->> 'kind' = 'find_title' and o.body ->> 'conversation_id' = turn.conversation_id::text) then
    insert into outbox (id, tenant_id, owner_id, queue, body, created_at, due_at)
    values (draft.title_job_id, turn.tenant_id, turn.owner_id, 'session-jobs',
      jsonb_build_object('kind', 'find_title', 'conversation_id', turn.conversation_id, 'request_id', draft.request_id),
      draft.now, draft.due_at)
    on conflict do nothing;
    titles := found;
  end if;

  if draft.status = 'done' and draft.content <> '' and not turn.care
    and aimi_learns_from_chat(turn.tenant_id, turn.conversation_id) then
    insert into unlearned (message_id, tenant_id, owner_id, conversation_id, said_at)
    values (draft.reply_id, turn.tenant_id, turn.owner_id, turn.conversation_id, draft.said_at);
  end if;
  select count(*) into waiting
  from (select from unlearned u where u.conversation_id = turn.conversation_id limit draft.learn_from) as w;
  -- What could not be learnt from waits for an operator: trying it again with every turn would help nobody.
  learns := waiting > 0 and (draft.remembered or waiting = draft.learn_from) and not exists (
    select from failed_jobs j where j.id = turn.conversation_id and j.retried_at is null);
  if learns then
    perform aimi_leave_learning(turn.tenant_id, turn.owner_id, turn.conversation_id, draft.request_id, draft.now,
      draft.due_at);
  end if;
  return query select true, true, pending, titles, learns;
end $$;
