-- For the lock of a stretch: nothing in a row is ever written again.
grant update (message_id) on unlearned to aimi_app;
-- Whoever adds to what a conversation's job has to do touches the job.
grant update (created_at) on outbox to aimi_app;

create index fact_drafts_waiting on fact_drafts (owner_id) where settled_at is null;

-- What must not be kept of an owner: what the tenant forbids, and what needs a consent that is not there.
create function aimi_refused_types(tenant text, owner uuid) returns text[]
  language sql stable
begin atomic
  select array(
    select unnest(t.forbidden_types) from tenants t where t.id = tenant
    union
    select kind from unnest('{health,personal}'::text[]) as kind
    where not coalesce(
      (select c.granted from consents c where c.owner_id = owner and c.type = kind order by c.id desc limit 1),
      (select kind = any (t.consent_defaults) from tenants t where t.id = tenant),
      false)
    order by 1);
end;

-- Writes all that was learnt from a stretch or from drafts, or nothing: 'gone' where what it rests on is there no more,
-- 'stale' where something was learnt of the owner since the epoch that the decisions rest on. Locks are taken in one
-- order: messages, what waits, the learner, memories. Whoever clears a conversation begins with its messages, too.
-- A text that is believed already is said again, whatever was decided; a decision about a memory that is believed no
-- more is none.
--   source  {kind: stretch, conversation_id, ids, flagged_ids, touched_at} or {kind: drafts, outbox_id, ids}
create function aimi_learn(tenant text, owner uuid, app_user text, seen_epoch int, source jsonb, facts jsonb,
  vector_model text, embed_id uuid, request text, noted_at timestamptz) returns jsonb
  language plpgsql as $$
declare
  is_stretch constant boolean := source ->> 'kind' = 'stretch';
  talk constant uuid := source ->> 'conversation_id';
  given_ids constant uuid[] := array(select jsonb_array_elements_text(source -> 'ids')::uuid);
  said_ids uuid[];
  waiting_ids uuid[];
  known_epoch int;
  is_more boolean := false;
  added uuid[] := '{}';
  pending uuid[] := '{}';
  fact record;
  fact_at timestamptz(3);
  hash bytea;
  twin uuid;
  decision text;
  kept uuid;
  -- What the earlier facts of this write became: one may rest on another.
  became jsonb := '{}';
begin
  if owner = any (aimi_leaving()) then
    return '{"outcome": "gone"}';
  end if;
  said_ids := array(
    select said::uuid
    from jsonb_array_elements(facts) as f (given), jsonb_array_elements_text(f.given -> 'source_message_ids') as said);
  if is_stretch then
    said_ids := said_ids || given_ids;
  end if;
  perform from messages m where m.id = any (said_ids) order by m.id for key share;
  if is_stretch then
    waiting_ids := array(
      select u.message_id from unlearned u
      where u.message_id = any (given_ids) and u.owner_id = owner and u.conversation_id = talk
      order by u.message_id for update);
  else
    waiting_ids := array(
      select d.id from fact_drafts d where d.id = any (given_ids) and d.owner_id = owner and d.settled_at is null
      order by d.id for update);
  end if;
  if cardinality(waiting_ids) = 0 or is_stretch and cardinality(waiting_ids) < cardinality(given_ids) then
    return '{"outcome": "gone"}';
  end if;

  select l.epoch into known_epoch from learners l where l.owner_id = owner for update;
  if not found and seen_epoch = 0 then
    insert into learners (owner_id, tenant_id, epoch) values (owner, tenant, 0) on conflict do nothing;
    select l.epoch into known_epoch from learners l where l.owner_id = owner for update;
  end if;
  if known_epoch is distinct from seen_epoch then
    return '{"outcome": "stale"}';
  end if;
  update learners l set epoch = l.epoch + 1 where l.owner_id = owner;

  perform from memories m
  where m.owner_id = owner and m.id = any (array(
    select (f.given ->> 'memory_id')::uuid from jsonb_array_elements(facts) as f (given)
    union all
    select v.memory_id from memory_versions v
    where v.owner_id = owner and v.superseded_at is null and v.text_hash = any (array(
      select decode(f.given ->> 'text_hash', 'hex') from jsonb_array_elements(facts) as f (given)))))
  order by m.id for update;

  for fact in
    select * from jsonb_to_recordset(facts) as f (
      id uuid, version_id uuid, old_version_id uuid, type text, content text, text_hash text, importance float8,
      valid_from timestamptz, valid_to timestamptz, metadata jsonb, source_message_ids uuid[], entities jsonb,
      relations jsonb, vector text, action text, memory_id uuid, note text)
  loop
    continue when not is_stretch and fact.id <> all (waiting_ids);
    fact_at := coalesce((select d.created_at from fact_drafts d where d.id = fact.id), noted_at);
    hash := decode(fact.text_hash, 'hex');
    fact.note := left(fact.note, 300);
    kept := coalesce((became ->> fact.memory_id::text)::uuid, fact.memory_id);
    decision := case when fact.action = 'add' or exists (
        select from memory_versions v
        where v.memory_id = kept and v.owner_id = owner and v.superseded_at is null and v.status = 'active')
      and not exists (select from memories m where m.supersedes = kept) then fact.action else 'add' end;
    twin := (
      select v.memory_id from memory_versions v
      where v.owner_id = owner and v.text_hash = hash and v.superseded_at is null and v.status = 'active'
        -- What a session came to is no fact, whatever its words.
        and not v.metadata ? 'summary_of_session'
      order by v.memory_id limit 1);
    if decision = 'update' and twin = kept then
      decision := 'reinforce';
    end if;

    if decision = 'update' then
      perform aimi_follow_version(kept, fact.old_version_id, 'superseded', fact.note, fact_at, fact.valid_from, null);
      -- What a session came to goes with the last of the facts that were learnt in it.
      perform aimi_follow_version(v.memory_id, aimi_id_at(noted_at), 'superseded', fact.note, fact_at, fact.valid_from, null)
      from memory_versions v
      where v.superseded_at is null and v.status = 'active' and v.metadata ? 'summary_of_session'
        and v.memory_id in (
          select whole.memory_id from memory_sources s join memory_sources whole on whole.message_id = s.message_id
          where s.memory_id = kept)
        and aimi_is_outdated_summary(v.memory_id);
    end if;
    if decision = 'reinforce' or decision <> 'ignore' and twin is not null then
      kept := case when decision = 'reinforce' then kept else twin end;
      -- What was added a moment ago is not said again by that.
      if kept <> all (added) then
        perform aimi_follow_version(kept,
          case when decision = 'reinforce' then fact.old_version_id else fact.version_id end, 'reinforced', fact.note,
          fact_at, null, fact.valid_to);
      end if;
    elsif decision <> 'ignore' then
      insert into memories (id, tenant_id, owner_id, user_id, provenance, supersedes, created_at)
      values (fact.id, tenant, owner, app_user,
        case when exists (
          select from messages m where m.id = any (fact.source_message_ids) and m.owner_id = owner)
        then 'messages' else 'client' end,
        case when decision = 'update' then kept end, fact_at);
      kept := fact.id;
      added := added || kept;
      insert into memory_versions (id, tenant_id, owner_id, memory_id, version, reason, note, type, content, text_hash,
        importance, status, valid_from, valid_to, metadata, created_at)
      values (fact.version_id, tenant, owner, kept, 1, 'created', fact.note, fact.type, fact.content, hash,
        fact.importance, 'active', fact.valid_from, fact.valid_to, fact.metadata, fact_at);
      insert into memory_postings
      select posting.* from aimi_version_postings(tenant, owner, fact.version_id, fact.content) as posting;
      -- A text that is written again is tried again.
      delete from embedding_failures f where f.owner_id = owner and f.text_hash = hash and f.model = vector_model;
      if fact.vector is not null then
        insert into embeddings (tenant_id, owner_id, model, text_hash, dimensions, vector, created_at)
        values (tenant, owner, vector_model, hash, vector_dims(fact.vector::halfvec), fact.vector::halfvec, noted_at)
        on conflict do nothing;
      elsif not exists (
        select from embeddings e where e.owner_id = owner and e.model = vector_model and e.text_hash = hash)
      then
        pending := pending || kept;
      end if;
    end if;

    became := became || jsonb_build_object(fact.id, kept);
    if decision <> 'ignore' then
      insert into memory_sources (tenant_id, owner_id, memory_id, message_id, position)
      select tenant, owner, kept, m.id, said.place + (
        select coalesce(max(s.position), 0) from memory_sources s where s.memory_id = kept)
      from unnest(fact.source_message_ids) with ordinality as said (id, place)
        join messages m on m.id = said.id and m.owner_id = owner
      on conflict do nothing;
      perform aimi_note_graph(tenant, owner, kept, fact.entities, fact.relations, noted_at);
    end if;
    update fact_drafts d set settled_at = noted_at, memory_id = kept, draft = '{}'
    where d.id = fact.id and not is_stretch;
  end loop;

  if cardinality(pending) > 0 then
    insert into outbox (id, tenant_id, owner_id, queue, body, created_at, due_at)
    values (embed_id, tenant, owner, 'memory-jobs',
      jsonb_build_object('message_ids', '[]'::jsonb, 'memory_ids', to_jsonb(pending), 'request_id', request),
      noted_at, noted_at + interval '1 minute');
  end if;
  if is_stretch then
    update messages m set flagged = true
    where m.id = any (waiting_ids) and m.id = any (array(
      select jsonb_array_elements_text(source -> 'flagged_ids')::uuid));
    delete from unlearned u where u.message_id = any (waiting_ids);
    is_more := exists (select from unlearned u where u.conversation_id = talk);
    delete from outbox o
    where o.id = talk and not is_more and o.created_at = (source ->> 'touched_at')::timestamptz;
    update outbox o set due_at = noted_at where o.id = talk;
  else
    update fact_drafts d set settled_at = noted_at, draft = '{}' where d.id = any (waiting_ids) and d.settled_at is null;
    delete from outbox o where o.id = (source ->> 'outbox_id')::uuid;
  end if;
  update failed_jobs j set retried_at = noted_at
  where j.id = coalesce(talk, (source ->> 'outbox_id')::uuid) and j.retried_at is null and not is_more;
  return jsonb_build_object('outcome', 'stored', 'more', is_more, 'pending_ids', to_jsonb(pending));
end $$;

-- A note tells in words why; it goes with what its words are of.
grant update (note) on memory_versions to aimi_app;

-- What a memory is from an instant on: outdated, since the world changed; or said again, and so weightier. What was
-- said again after it had ended holds as long as it does now. The memory is locked before.
create function aimi_follow_version(memory uuid, version_id uuid, why text, why_in_words text, from_then_on timestamptz,
  changed_at timestamptz, ends_at timestamptz) returns void
  language plpgsql as $$
declare
  old memory_versions;
begin
  update memory_versions v set superseded_at = greatest(from_then_on, v.created_at)
  where v.memory_id = memory and v.superseded_at is null
  returning v.* into old;
  insert into memory_versions (id, tenant_id, owner_id, memory_id, version, reason, note, type, content, text_hash,
    importance, status, valid_from, valid_to, metadata, created_at)
  values (aimi_follow_version.version_id, old.tenant_id, old.owner_id, memory, old.version + 1, why, why_in_words,
    old.type, old.content, old.text_hash,
    case why when 'reinforced' then round((old.importance + 0.2 * (1 - old.importance)) * 1e6) / 1e6
      else old.importance end,
    case why when 'superseded' then 'outdated' else 'active' end, old.valid_from,
    case
      when why = 'superseded'
        then greatest(least(old.valid_to, coalesce(changed_at, from_then_on)), old.valid_from)
      when old.valid_to <= from_then_on and (ends_at is null or ends_at > old.valid_to) then ends_at
      else old.valid_to end,
    old.metadata, old.superseded_at);
  insert into memory_postings
  select posting.* from aimi_version_postings(old.tenant_id, old.owner_id, aimi_follow_version.version_id, old.content) as posting;
end $$;
