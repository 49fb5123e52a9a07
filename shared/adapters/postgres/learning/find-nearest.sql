-- The active memories nearest to each fact, as the search ranks them by likeness alone, with the epoch of the moment.
-- What a clock that runs ahead has written is seen, too; what a session came to is no fact, and left out.
--   $1 tenant  $2 owner  $3 texts  $4 vectors or nulls  $5 model  $6 most  $7 now
with question as materialized (
  select q.place, q.content, aimi_from_units(q.vector::int[]) as vector
  from unnest($3::text[], $4::text[]) with ordinality as q (content, vector, place)
),
found as materialized (
  select q.place, near.id, near.vector, near.lexical, near.score, near.said_at,
    row_number() over (partition by q.place order by near.score desc, near.id) as rank
  from question q, lateral aimi_search_owner($1, $2::uuid, q.content, q.vector, $5, 4 * $6::int, 0, '{1,0,0}',
    $7::timestamptz + interval '5 minutes', false, false, true, null, null, null, '{active}', null, null, null, '{}',
    '{}') as near
  where not near.metadata ? 'summary_of_session'
)
select coalesce((select l.epoch from learners l where l.owner_id = $2::uuid), 0) as epoch,
  (select jsonb_agg(jsonb_build_object('question', f.place - 1, 'id', v.memory_id, 'type', v.type, 'content', v.content,
    'text_hash', encode(v.text_hash, 'hex'), 'importance', v.importance, 'said_at', f.said_at,
    'valid_from', v.valid_from, 'valid_to', v.valid_to, 'vector', f.vector, 'lexical', f.lexical, 'score', f.score)
    order by f.place, f.score desc, v.memory_id)
   from found f, lateral (
     select v.* from memory_versions v where v.memory_id = f.id and v.superseded_at is null limit 1) as v
   where f.rank <= $6::int) as near
