-- A session keeps the memory in which it searches.
drop function aimi_search_owner;
drop function aimi_search_tenant;

-- The whole of a search: ranks an owner's messages and memories, or a whole tenant's, by words, by meaning and by
-- what was said around them, on absolute scales. docs/decisions/0006-ranking.md has the formula and how it was found.
--   lexical    = sum of idf · frequency of the asked words found / sum of idf of the asked words that anybody said
--   vector     = max(cosine, 0)
--   direct     = w · lexical + (1 - w) · vector; w is 0.7, or 1 without a vector, or 0 where no word was ever said
--   context    of a message = 1 - (1 - neighbour) (1 - sitting) (1 - named) (1 - dated) (1 - believed)
--                neighbour: the best direct score one, two or three messages away, times 0.5, 0.35 or 0.25
--                sitting:   0.4 times the mean of the sitting's three best direct scores
--                named:     0.05 where the query names who speaks
--                dated:     0.25 where the query names the time at which it was said
--                believed:  0.3 times the best direct score of a memory that rests on it
--   context    of a memory = 0.5 times the best similarity of a message that it rests on, without what is believed
--   similarity = 1 - (1 - direct) (1 - context)
--   decay      = 2 ^ (-age / half-life); a memory is as old as the newest message that it rests on
-- A sitting is one conversation with less than an hour between what matches. Every part is rounded to six decimals
-- before it is weighted. A word on thousands of messages counts only where no rarer one is asked.
-- It is a function so that each step knows what the one before has found, and none runs that is not needed.
-- Row-level security makes every table look as if one row were seen, and a join would start anywhere: hence the
-- materialized steps, each from few rows outwards.
-- It is made twice, from one text: an owner's rows and a tenant's are reached by different indexes, and a plan that
-- is kept must know which.
create function aimi_make_search(search text, is_theirs text) returns void
language plpgsql as $make$
begin
  execute regexp_replace(replace($search$
create function aimi_search(
  tenant text,
  whose uuid, -- of no meaning to the whole tenant's
  query text,
  query_vector halfvec, -- null: by words alone
  query_model text,
  top_k int,
  min_similarity float8,
  given_weights float8[], -- similarity, importance, decay; what is null is the tenant's or the app's
  as_of timestamptz,
  looks_back boolean,
  wants_messages boolean,
  wants_memories boolean,
  in_conversation text, -- from here on null lets everything pass
  of_roles text[],
  of_types text[],
  of_statuses text[],
  since timestamptz,
  until timestamptz,
  with_metadata jsonb,
  named_from timestamptz[], -- the spans of time that the query names
  named_to timestamptz[]
) returns table (
  id uuid, kind text, conversation_id text, role text, name text, type text, source_message_ids uuid[], content text,
  metadata jsonb, created_at timestamptz, vector float8, lexical float8, context float8, similarity float8,
  importance float8, decay float8, score float8, weights float8[]
)
language plpgsql stable
as $$
#variable_conflict use_column
declare
  asked constant text[] := coalesce(aimi_lexemes(query), '{}');
  query_bits constant bit varying := binary_quantize(query_vector)::bit varying;
  query_width constant int := vector_dims(query_vector);
  is_filtered constant boolean := looks_back or in_conversation is not null or of_roles is not null
    or since is not null or until is not null or with_metadata is not null;
  -- Memory that a search gives back goes to the system at once and comes again page by page, a fifth of its time; whoever
  -- has given back a large piece before is left what is smaller. Without parameters it is worked out when it is planned:
  -- once a session.
  room constant int := octet_length(repeat(repeat(' ', 1000), 4000));
  rates float8[];
  half_life_days float8;
  corpus float8;
  -- How many of the nearest by signs are looked at, and how many of what words and signs promise are weighed exactly.
  pool_size int;
  words text[];
  word_weights float8[];
  word_share float8;
  meant_conversations uuid[];
  fitting uuid[];
  fitting_texts bytea[];
  near_owners uuid[] := '{}';
  near_texts bytea[] := '{}';
  near_distances float8[] := '{}';
  -- What is expected of a text that is not among the nearest: somewhat less than of the last of them.
  far_vector float8 := 0;
  versions uuid[];
  version_texts bytea[];
  -- The best memories, and the pairs of a memory and a message on which it rests.
  known_versions uuid[] := '{}';
  known uuid[] := '{}';
  known_vectors float8[];
  known_lexicals float8[];
  known_directs float8[];
  resting uuid[] := '{}';
  rested uuid[] := '{}';
  lifts float8[] := '{}';
begin
  -- Making a plan costs as much as running it, so plans are kept, but for steps that hold rows against a list of any
  -- length: there Postgres must see the list to make a hash of it.
  perform set_config('plan_cache_mode', 'force_generic_plan', true);
  select
    array[coalesce(given_weights[1], t.weight_similarity, 0.6), coalesce(given_weights[2], t.weight_importance, 0.3),
      coalesce(given_weights[3], t.weight_decay, 0.1)],
    coalesce(t.half_life_days, 30)
  into rates, half_life_days
  from tenants t where t.id = tenant;
  if not found then
    raise exception 'there is no such tenant' using errcode = 'no_data_found';
  end if;
  if rates[1] + rates[2] + rates[3] = 0 then
    rates := array[0.6, 0.3, 0.1];
  end if;
  rates := array(
    select round(rate / (rates[1] + rates[2] + rates[3]) * 1e6) / 1e6
    from unnest(rates) with ordinality as r (rate, place) order by place);

  if in_conversation is not null then
    meant_conversations := array(
      select c.id from conversations c
      where c.tenant_id = tenant and c.client_id = in_conversation and is_theirs(c));
  end if;

  -- How rare each asked word is among the messages; nothing is counted further than it matters.
  select count(*) into corpus
  from (
    select from messages m
    where m.archived_at is null and is_theirs(m)
    limit 20000) as counted;
  pool_size := least(800, greatest(220, corpus / 25));
  select
    array_agg(w.lexeme order by w.holders, w.lexeme),
    array_agg(ln(1 + (corpus - w.holders + 0.5) / (w.holders + 0.5)) order by w.holders, w.lexeme)
  into words, word_weights
  from (
    select h.lexeme, h.holders, sum(h.holders) over (order by h.holders, h.lexeme) as so_far
    from (
      select a.lexeme, (
        select count(*)
        from (
          select from postings p
          where p.tenant_id = tenant and p.lexeme = a.lexeme and is_theirs(p)
          limit 4001) as held) as holders
      from unnest(asked) as a (lexeme)) as h
    where h.holders > 0) as w
  where w.so_far <= 4000 or w.so_far = w.holders;
  word_weights := array(
    select w.weight / sum(w.weight) over (order by w.place rows between unbounded preceding and unbounded following)
    from unnest(word_weights) with ordinality as w (weight, place) order by w.place);
  word_share := case when query_vector is null then 1.0 when words is null then 0.0 else 0.7 end;

  if is_filtered and wants_messages then
    select coalesce(array_agg(m.id), '{}'), array_agg(m.text_hash) into fitting, fitting_texts
    from messages m
    where m.archived_at is null and is_theirs(m)
      and m.created_at <= as_of
      and (since is null or m.created_at >= since) and (until is null or m.created_at <= until)
      and (meant_conversations is null or m.conversation_id = any (meant_conversations))
      and (of_roles is null or m.role = any (of_roles))
      and (with_metadata is null or not exists (
        select from jsonb_each(with_metadata) as wanted where m.metadata -> wanted.key is distinct from wanted.value));
  end if;

  -- The texts nearest in meaning, by the signs of their vectors: of all, and of those that fit.
  if query_vector is not null then
    select coalesce(array_agg(n.owner_id), '{}'), coalesce(array_agg(n.text_hash), '{}'),
      coalesce(array_agg(n.distance), '{}'),
      case when count(*) < pool_size then 0 else 0.8 * cos(pi() * max(n.distance) / query_width) end
    into near_owners, near_texts, near_distances, far_vector
    from (
      select e.owner_id, e.text_hash, e.bits <~> query_bits as distance from embeddings e
      where is_theirs(e)
        and e.model = query_model and e.dimensions = query_width
      order by e.bits <~> query_bits, e.text_hash limit pool_size) as n;
  end if;
  perform set_config('plan_cache_mode', 'force_custom_plan', true);
  if query_vector is not null and fitting_texts is not null then
    select near_owners || coalesce(array_agg(n.owner_id), '{}'), near_texts || coalesce(array_agg(n.text_hash), '{}'),
      near_distances || coalesce(array_agg(n.distance), '{}')
    into near_owners, near_texts, near_distances
    from (
      select e.owner_id, e.text_hash, e.distance
      from (
        select e.owner_id, e.text_hash, e.bits <~> query_bits as distance from embeddings e
        where is_theirs(e)
          and e.model = query_model and e.dimensions = query_width
        offset 0) as e
      where e.text_hash = any (fitting_texts)
      order by e.distance, e.text_hash limit pool_size) as n;
  end if;

  -- The best memories by their own words and meaning, in the versions believed at the time.
  perform from memories m
  where is_theirs(m) order by m.id limit 1;
  if found then
    select array_agg(v.id), array_agg(v.text_hash) into versions, version_texts
    from memory_versions v
    where is_theirs(v)
      and v.created_at <= as_of and (v.superseded_at is null or v.superseded_at > as_of)
      and v.status = any (coalesce(of_statuses, '{active}'))
      and (of_types is null or v.type = any (of_types))
      and (not wants_memories or with_metadata is null or not exists (
        select from jsonb_each(with_metadata) as wanted where v.metadata -> wanted.key is distinct from wanted.value))
      and (not wants_memories or coalesce(since, until) is null or exists (
        select from memories m
        where m.id = v.memory_id and m.created_at >= coalesce(since, '-infinity')
          and m.created_at <= coalesce(until, 'infinity')))
      and (not wants_memories or meant_conversations is null or exists (
        select from memory_sources s join messages m on m.id = s.message_id
        where s.memory_id = v.memory_id and m.conversation_id = any (meant_conversations)));
  end if;
  if versions is not null then
    with said as materialized (
      select p.version_id, 1 / (1.84 + 0.03 * p.length) as frequency, p.lexeme,
        count(*) over (partition by p.lexeme) as holders
      from memory_postings p
      where p.tenant_id = tenant and p.lexeme = any (asked) and is_theirs(p)
        and p.version_id = any (versions)
    ),
    weighed as materialized (
      select s.*, ln(1 + (cardinality(versions) - s.holders + 0.5) / (s.holders + 0.5)) as idf from said s
    ),
    utmost as materialized (
      select sum(w.idf order by w.lexeme) as reach from (select distinct d.lexeme, d.idf from weighed d) as w
    ),
    worded as materialized (
      select w.version_id, sum((1e8 * w.idf * w.frequency / u.reach)::int)::float8 as found
      from weighed w, utmost u group by w.version_id
    ),
    near as materialized (
      select e.text_hash from embeddings e
      where query_vector is not null and is_theirs(e)
        and e.model = query_model and e.text_hash = any (version_texts) and e.dimensions = query_width
      order by e.bits <~> query_bits, e.text_hash limit 200
    ),
    picked as materialized (
      (select w.version_id as id from worded w order by w.found desc, w.version_id desc limit 200)
      union
      select v.id from unnest(versions, version_texts) as v (id, text_hash)
      where v.text_hash = any (array(select n.text_hash from near n))
    ),
    measured as materialized (
      select v.id, v.memory_id, v.created_at,
        aimi_cosine(e.vector, query_vector) as vector,
        coalesce(round(w.found / 1e2) / 1e6, 0) as lexical
      from picked join memory_versions v on v.id = picked.id
        left join embeddings e on e.owner_id = v.owner_id and e.model = query_model and e.text_hash = v.text_hash
          and e.dimensions = query_width
        left join worded w on w.version_id = v.id
    ),
    rated as materialized (
      select m.*, u.share * m.lexical + (1 - u.share) * m.vector as direct
      from measured m, (
        select case when query_vector is null then 1.0 when u.reach is null then 0.0 else 0.7 end as share from utmost u) as u
    ),
    best as materialized (
      select r.* from rated r where r.direct > 0 order by r.direct desc, r.created_at desc, r.id desc limit 100
    )
    select array_agg(b.id), array_agg(b.memory_id), array_agg(b.vector), array_agg(b.lexical), array_agg(b.direct)
    into known_versions, known, known_vectors, known_lexicals, known_directs
    from best b;
    select coalesce(array_agg(s.memory_id), '{}'), coalesce(array_agg(s.message_id), '{}'),
      coalesce(array_agg(0.3 * k.direct), '{}')
    into resting, rested, lifts
    from unnest(known, known_directs) as k (id, direct) join memory_sources s on s.memory_id = k.id;
  end if;

  if not is_filtered then
    perform set_config('plan_cache_mode', 'force_generic_plan', true);
  end if;
  return query
  with worded as materialized (
    select p.message_id, p.created_at, sum((1e8 * word.weight / (1.84 + 0.03 * p.length))::int)::float8 as found
    from unnest(words, word_weights) as word (lexeme, weight), lateral (
      select p.message_id, p.length, p.created_at from postings p
      where p.tenant_id = tenant and p.lexeme = word.lexeme and is_theirs(p)) as p
    where p.created_at <= as_of
    group by p.message_id, p.created_at
  ),
  -- What the nearest texts were said in.
  near as materialized (
    select said.*, near.text_hash, near.distance
    from (
      select distinct * from unnest(near_owners, near_texts, near_distances)
    ) as near (owner_id, text_hash, distance), lateral (
      select m.id, m.owner_id, m.conversation_id, m.created_at, m.importance from messages m
      where m.owner_id = near.owner_id and m.text_hash = near.text_hash and m.archived_at is null
        and m.created_at <= as_of
      order by m.created_at desc, m.id desc limit 10) as said
  ),
  rest as materialized (
    select r.id, max(r.lift) as lift from unnest(rested, lifts) as r (id, lift) group by r.id
  ),
  -- All that was found by words or signs, and what both let expect. Full joins are never done as each with each.
  heard as materialized (
    select coalesce(n.id, w.message_id, r.id) as id, coalesce(n.created_at, w.created_at) as created_at,
      n.owner_id, n.conversation_id, n.importance, n.text_hash, w.found, r.lift,
      word_share * coalesce(w.found, 0) / 1e8
        + (1 - word_share) * greatest(0, coalesce(cos(pi() * n.distance / query_width), far_vector)) as likely
    from near n full join worded w on w.message_id = n.id
      full join rest r on r.id = coalesce(n.id, w.message_id)
  ),
  likeliest as materialized (
    (select h.id from heard h order by h.likely desc, h.created_at desc nulls last, h.id desc limit pool_size)
    union
    (select h.id from heard h where h.id = any (fitting)
      order by h.likely desc, h.created_at desc nulls last, h.id desc limit pool_size)
    union
    select r.id from rest r
  ),
  measured as materialized (
    select h.id, fact.conversation_id, fact.created_at, fact.importance, h.lift,
      aimi_cosine(e.vector, query_vector) as vector,
      coalesce(round(h.found / 1e2) / 1e6, 0) as lexical
    from heard h, lateral (
      select h.owner_id, h.conversation_id, h.created_at, h.importance, h.text_hash where h.owner_id is not null
      union all
      select m.owner_id, m.conversation_id, m.created_at, m.importance, m.text_hash from messages m
      where h.owner_id is null and m.id = h.id and m.archived_at is null and m.created_at <= as_of) as fact
      left join embeddings e on e.owner_id = fact.owner_id and e.model = query_model and e.text_hash = fact.text_hash
        and e.dimensions = query_width
    where h.id in (select l.id from likeliest l)
  ),
  pool as materialized (
    select m.*, word_share * m.lexical + (1 - word_share) * m.vector as direct from measured m
  ),
  -- What these said lends to its surroundings.
  strongest as materialized (
    select p.id, p.conversation_id, p.created_at, p.importance, p.direct from pool p
    where p.direct > 0 order by p.direct desc, p.created_at desc, p.id desc limit 100
  ),
  opening as (
    select s.*, case when s.created_at - lag(s.created_at) over along < interval '1 hour' then 0 else 1 end as opens
    from strongest s window along as (partition by s.conversation_id order by s.created_at, s.id)
  ),
  seated as (
    select o.*, sum(o.opens) over (partition by o.conversation_id order by o.created_at, o.id) as sitting from opening o
  ),
  placed as (
    select s.*, row_number() over (
      partition by s.conversation_id, s.sitting order by s.direct desc, s.created_at desc, s.id desc) as place
    from seated s
  ),
  lending as materialized (
    select p.*, 0.4 / 3 * sum(case when p.place <= 3 then p.direct else 0 end) over (
      partition by p.conversation_id, p.sitting order by p.place
      rows between unbounded preceding and unbounded following) as share
    from placed p
  ),
  lent as materialized (
    select near.id, near.created_at, near.importance, near.share * l.direct as neighbour, l.share as sitting
    from lending l, lateral (
      select l.id, l.created_at, l.importance, 0::float8 as share
      union all
      select m.id, m.created_at, m.importance,
        (array[0.5, 0.35, 0.25])[row_number() over (order by m.created_at desc, m.id desc)]
      from (
        select m.id, m.created_at, m.importance from messages m
        where m.conversation_id = l.conversation_id and m.archived_at is null
          and (m.created_at, m.id) < (l.created_at, l.id) and m.created_at > l.created_at - interval '1 hour'
        order by m.created_at desc, m.id desc limit 3) as m
      union all
      select m.id, m.created_at, m.importance,
        (array[0.5, 0.35, 0.25])[row_number() over (order by m.created_at, m.id)]
      from (
        select m.id, m.created_at, m.importance from messages m
        where m.conversation_id = l.conversation_id and m.archived_at is null
          and (m.created_at, m.id) > (l.created_at, l.id) and m.created_at < l.created_at + interval '1 hour'
          and m.created_at <= as_of
        order by m.created_at, m.id limit 3) as m
    ) as near
  ),
  candidate as materialized (
    select c.id, c.created_at, c.importance, max(c.vector) as vector, max(c.lexical) as lexical,
      max(c.direct) as direct, max(c.lift) as lift, max(c.neighbour) as neighbour, max(c.sitting) as sitting
    from (
      select p.id, p.created_at, p.importance, p.vector, p.lexical, p.direct, p.lift, 0::float8 as neighbour,
        0::float8 as sitting from pool p
      union all
      select l.id, l.created_at, l.importance, null, null, null, null, l.neighbour, l.sitting from lent l
    ) as c
    group by c.id, c.created_at, c.importance
  ),
  surrounded as materialized (
    select c.id, c.created_at, c.importance, c.vector, c.lexical, c.direct, c.neighbour + c.sitting > 0 as has_context,
      (not is_filtered or c.id = any (fitting)) as fits, c.lift is not null as is_rested, w.found, w.likely,
      (1 - c.neighbour) * (1 - c.sitting)
        * (1 - case when cardinality(named_from) > 0 and exists (
            select from unnest(named_from, named_to) as span (begins, ends)
            where c.created_at >= span.begins and c.created_at < span.ends) then 0.25 else 0 end)
        as apart,
      coalesce(c.lift, 0) as lift
    -- A full join is never done as each with each.
    from (select c.*, true as is_candidate from candidate c) as c full join heard w on w.id = c.id
    where coalesce(c.is_candidate, false)
  ),
  promising as materialized (
    select s.id
    from surrounded s where s.fits
    order by rates[1] * (1 - s.apart * (1 - s.lift)
          * (1 - coalesce(s.direct, s.likely, (1 - word_share) * greatest(0, far_vector))))
        + rates[2] * round(s.importance * 1e6) / 1e6
        + rates[3] * aimi_decay(as_of - s.created_at, half_life_days)
      desc, s.created_at desc, s.id desc
    limit 40 + 3 * top_k
  ),
  found as materialized (
    select m.id, m.conversation_id, m.role, m.name, m.content, m.metadata, m.created_at, m.importance,
      s.apart, s.lift, s.has_context, s.fits,
      coalesce(s.vector, aimi_cosine(e.vector, query_vector)) as vector,
      coalesce(s.lexical, round(s.found / 1e2) / 1e6, 0) as lexical
    from surrounded s join messages m on m.id = s.id
      -- Nothing is looked up for a null.
      left join embeddings e on e.owner_id = m.owner_id and e.model = query_model
        and e.text_hash = case when s.vector is null then m.text_hash end and e.dimensions = query_width
    where s.is_rested or s.id in (select p.id from promising p)
  ),
  name as materialized (
    select distinct f.name from found f where f.name is not null
  ),
  speaker as materialized (
    select n.name from name n where aimi_lexemes(n.name) && asked
  ),
  named as (
    select f.*, word_share * f.lexical + (1 - word_share) * f.vector as direct,
      f.apart * (1 - case when f.name in (select s.name from speaker s) then 0.05 else 0 end) as own_apart
    from found f
  ),
  weighed as (
    select n.*, round((1 - n.own_apart * (1 - n.lift)) * 1e6) / 1e6 as context from named n
  ),
  said as materialized (
    select w.*, round((1 - (1 - w.direct) * (1 - w.context)) * 1e6) / 1e6 as similarity from weighed w
  ),
  -- What memories lend a message does not come back to them.
  backed as materialized (
    select r.memory_id, round(0.5 * max(1 - (1 - s.direct) * s.own_apart) * 1e6) / 1e6 as context
    from unnest(resting, rested) as r (memory_id, message_id) join said s on s.id = r.message_id
    group by r.memory_id
  ),
  believed as materialized (
    select v.memory_id, v.type, v.content, v.metadata, v.importance, m.created_at, k.vector, k.lexical, k.direct,
      coalesce((
        select max(last.created_at) from memory_sources s join messages last on last.id = s.message_id
        where s.memory_id = v.memory_id), m.created_at) as aged_from,
      coalesce((select b.context from backed b where b.memory_id = v.memory_id), 0) as context
    from unnest(known_versions, known_vectors, known_lexicals, known_directs) as k (id, vector, lexical, direct)
      join memory_versions v on v.id = k.id join memories m on m.id = v.memory_id
    where wants_memories
  ),
  result as materialized (
    select r.*, round(aimi_decay(as_of - r.aged_from, half_life_days) * 1e6)
      / 1e6 as decay
    from (
      select s.id, 'message' as kind, s.conversation_id, s.role, s.name, null as type, s.content, s.metadata,
        s.created_at, s.created_at as aged_from, s.vector, s.lexical, s.context, s.similarity,
        round(s.importance * 1e6) / 1e6 as importance
      from said s where wants_messages and s.fits and (s.direct > 0 or s.has_context or s.lift > 0)
      union all
      select b.memory_id, 'memory', null, null, null, b.type, b.content, b.metadata, b.created_at, b.aged_from, b.vector,
        b.lexical, b.context, round((1 - (1 - b.direct) * (1 - b.context)) * 1e6) / 1e6, round(b.importance * 1e6) / 1e6
      from believed b
    ) as r
    where r.similarity > 0 and r.similarity >= min_similarity
  ),
  scored as (
    select r.*, round((rates[1] * r.similarity + rates[2] * r.importance + rates[3] * r.decay) * 1e6) / 1e6 as score
    from result r
  ),
  ranked as materialized (
    select s.*, row_number() over (order by s.score desc, s.created_at desc, s.id desc) as rank from scored s
  ),
  pair as materialized (
    select memory.id as memory_id, message.id as message_id, memory.rank as memory_rank, message.rank as message_rank
    from unnest(resting, rested) as p (memory_id, message_id)
      join ranked memory on memory.id = p.memory_id left join ranked message on message.id = p.message_id
  ),
  -- A memory and a message on which it rests say the same: while others wait, they share one place.
  repeating as materialized (
    select p.message_id as id from pair p where p.memory_rank < p.message_rank
    union
    select p.memory_id from pair p group by p.memory_id
    having bool_and(p.message_rank is not null and p.message_rank < p.memory_rank)
  ),
  chosen as materialized (
    select r.* from ranked r order by (r.id in (select p.id from repeating p)), r.rank limit top_k
  )
  select c.id, c.kind, (select said_in.client_id from conversations said_in where said_in.id = c.conversation_id),
    c.role, c.name, c.type,
    case c.kind when 'memory' then array(
      select s.message_id from memory_sources s where s.memory_id = c.id order by s.position) end,
    c.content, c.metadata, c.created_at, c.vector, c.lexical, c.context, c.similarity, c.importance, c.decay, c.score,
    rates
  from chosen c order by c.rank;
end $$
$search$, 'aimi_search', search), 'is_theirs\((\w)\)', '\1.' || is_theirs, 'g');
end $make$;

select aimi_make_search('aimi_search_owner', 'owner_id = whose');
select aimi_make_search('aimi_search_tenant', 'tenant_id = tenant');
drop function aimi_make_search;
