-- The same words of another time are something else: a text is believed already where the fact names no time, or the one
-- that is known. Of several it is the one that the decision is about, or one that is not over.
select aimi_edit('aimi_learn', $$
      where v.owner_id = owner and v.text_hash = hash and v.superseded_at is null and v.status = 'active'
        -- What a session came to is no fact, whatever its words.
        and not v.metadata ? 'summary_of_session'
      order by v.memory_id limit 1);$$, $$
      where v.owner_id = owner and v.text_hash = hash and v.superseded_at is null and v.status = 'active'
        and (fact.valid_from is null or fact.valid_from = v.valid_from)
        and (fact.valid_to is null or fact.valid_to = v.valid_to)
        -- What a session came to is no fact, whatever its words.
        and not v.metadata ? 'summary_of_session'
      order by v.memory_id is not distinct from kept desc, coalesce(v.valid_to > fact_said_at, true) desc, v.memory_id
      limit 1);$$),
  aimi_edit('aimi_learn', $$
        where v.owner_id = owner and v.text_hash = hash and v.superseded_at is null
          and not v.metadata ? 'summary_of_session'
        order by v.memory_id limit 1);$$, $$
        where v.owner_id = owner and v.text_hash = hash and v.superseded_at is null
          and (fact.valid_from is null or fact.valid_from = v.valid_from)
          and (fact.valid_to is null or v.valid_to in (fact.valid_to, greatest(changed_after, fact.valid_from)))
          and not v.metadata ? 'summary_of_session'
        order by v.memory_id limit 1);$$);

-- A consent may be taken back while a model is asked: whoever decided by others than stand now reads and decides anew.
-- What learns may still be of before this change, and say nothing of them.
select aimi_edit('aimi_learn', $$    return '{"outcome": "stale"}';
  end if;
$$, $$    return '{"outcome": "stale"}';
  end if;
  if source ? 'refused_types' and aimi_refused_types(tenant, owner) is distinct from array(
    select jsonb_array_elements_text(source -> 'refused_types') order by 1)
  then
    return '{"outcome": "consents_changed"}';
  end if;
$$);

-- What is known already rests on this, too, so that it stays where another of its sources goes. What rests on no message
-- is a client's own word, and does not go with one.
select aimi_edit('aimi_learn', $$    if decision <> 'ignore' then
      insert into memory_sources (tenant_id, owner_id, memory_id, message_id, position)
      select tenant, owner, kept, m.id, said.place + (
        select coalesce(max(s.position), 0) from memory_sources s where s.memory_id = kept)
      from unnest(fact.source_message_ids) with ordinality as said (id, place)
        join messages m on m.id = said.id and m.owner_id = owner
      on conflict do nothing;
      perform$$, $$    insert into memory_sources (tenant_id, owner_id, memory_id, message_id, position)
    select tenant, owner, kept, m.id, said.place + (
      select coalesce(max(s.position), 0) from memory_sources s where s.memory_id = kept)
    from unnest(fact.source_message_ids) with ordinality as said (id, place)
      join messages m on m.id = said.id and m.owner_id = owner
    where decision <> 'ignore' or exists (select from memory_sources s where s.memory_id = kept)
    on conflict do nothing;
    if decision <> 'ignore' then
      perform$$);

-- The words of a fact go with the fact: why a summary is believed no more is said without them, and was not until now.
select aimi_edit('aimi_learn', $$aimi_id_at(noted_at), 'superseded', fact.note,$$,
  $$aimi_id_at(noted_at), 'superseded', 'nothing that was learnt then holds any more',$$);
