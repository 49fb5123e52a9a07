-- Ranks an owner's messages, or a whole tenant's, by words, by meaning and by what was said around them, on
-- absolute scales. docs/decisions/0006-ranking.md says how the numbers were found.
--   lexical    = sum of idf · frequency of the asked words found / sum of idf of the asked words that anybody said
--   vector     = max(cosine, 0)
--   direct     = w · lexical + (1 - w) · vector; w is 0.7, or 1 without a vector, or 0 where no word was ever said
--   context    = 1 - (1 - neighbour) (1 - sitting) (1 - named)
--                neighbour: the best direct score one, two or three messages away, times 0.5, 0.35 or 0.25
--                sitting:   0.4 times the mean of the sitting's three best direct scores
--                named:     0.05 where the query names who speaks
--   similarity = 1 - (1 - direct) (1 - context)
--   decay      = 2 ^ (-age / half-life)
-- A sitting is one conversation with less than an hour between what matches. Every part is rounded to six
-- decimals before it is weighted. Row-level security makes every table look as if one row were seen, and a join
-- would start anywhere: hence the materialized steps, each from few rows to their messages by id.
--   $1 tenant  $2 owner or null  $3 query  $4 vector or null  $5 model  $6 dimensions  $7 top k
--   $8 min similarity  $9 $10 $11 weights  $12 half-life in days  $13 as of  $14 conversation or null
--   $15 roles or null  $16 since or null  $17 until or null  $18 metadata or null  $19 whether anything filters
with asked as materialized (
  select coalesce(aimi_lexemes($3), '{}') as lexemes
),
corpus as materialized (
  select count(*)::float8 as size from messages m
  where m.tenant_id = $1 and ($2::uuid is null or m.owner_id = $2::uuid)
),
posting as materialized (
  select message_id, lexeme, 1 / (1.84 + 0.03 * length::float8) as frequency,
    ln(1 + (corpus.size - holders + 0.5) / (holders + 0.5)) as idf
  from corpus, (
    select p.message_id, p.lexeme, p.length, count(*) over (partition by p.lexeme) as holders from postings p
    where p.tenant_id = $1 and p.lexeme = any ((select lexemes from asked)::text[])
      and ($2::uuid is null or p.owner_id = $2::uuid)
  ) as held
),
weight as materialized (
  select sum(idf order by lexeme) as reach,
    case when $4::text is null then 1.0 when count(*) = 0 then 0.0 else 0.7 end::float8 as words
  from (select distinct lexeme, idf from posting) as word
),
lexical as materialized (
  select message_id, sum(idf * frequency order by lexeme) / (select reach from weight) as relevance
  from posting group by message_id
),
semantic as materialized (
  select m.id as message_id, greatest(0, coalesce(nullif(1 - (e.vector <=> $4::halfvec), 'NaN'), 0)) as cosine
  from embeddings e join messages m on m.owner_id = e.owner_id and m.text_hash = e.text_hash
  where $4::text is not null and e.tenant_id = $1 and e.model = $5 and e.dimensions = $6::int
    and ($2::uuid is null or e.owner_id = $2::uuid)
),
hit as materialized (
  select message_id, vector, lexical, weight.words * lexical + (1 - weight.words) * vector as direct
  from weight, (
    select message_id, round(coalesce(cosine, 0) * 1e6) / 1e6 as vector, round(coalesce(relevance, 0) * 1e6) / 1e6 as lexical
    from lexical full join semantic using (message_id)
  ) as rounded
),
strongest as materialized (
  select message_id, direct from hit where direct > 0 order by direct desc, message_id desc limit 200
),
source as materialized (
  select strongest.*, m.conversation_id, m.created_at
  from strongest join messages m on m.id = strongest.message_id
  where m.created_at <= $13::timestamptz
),
opening as (
  select *, case when created_at - lag(created_at) over chain < interval '1 hour' then 0 else 1 end as opens from source
  window chain as (partition by conversation_id order by created_at, message_id)
),
seated as materialized (
  select *, sum(opens) over (partition by conversation_id order by created_at, message_id) as sitting from opening
),
ranked as (
  select *, row_number() over (partition by conversation_id, sitting order by direct desc, message_id) as place from seated
),
sharing as materialized (
  select *, 0.4 * sum(case when place <= 3 then direct else 0 end) over (
    partition by conversation_id, sitting order by place
    rows between unbounded preceding and unbounded following) / 3 as share
  from ranked
),
around as materialized (
  select near.id as message_id, near.share * seated.direct as neighbour, seated.share as sitting
  from sharing as seated,
    lateral (
      select seated.message_id as id, 0.0::float8 as share
      union all
      select id, (array[0.5, 0.35, 0.25])[row_number() over (order by created_at desc, id desc)] from (
        select id, created_at from messages m
        where m.conversation_id = seated.conversation_id
          and (m.created_at, m.id) < (seated.created_at, seated.message_id)
          and m.created_at > seated.created_at - interval '1 hour'
        order by m.created_at desc, m.id desc limit 3) as before
      union all
      select id, (array[0.5, 0.35, 0.25])[row_number() over (order by created_at, id)] from (
        select id, created_at from messages m
        where m.conversation_id = seated.conversation_id
          and (m.created_at, m.id) > (seated.created_at, seated.message_id)
          and m.created_at < seated.created_at + interval '1 hour'
        order by m.created_at, m.id limit 3) as after
    ) as near
),
context as materialized (
  select message_id, max(neighbour) as neighbour, max(sitting) as sitting from around group by message_id
),
filtered as materialized (
  select hit.message_id from hit join messages m on m.id = hit.message_id
  where $19::boolean and direct > 0 and m.created_at <= $13::timestamptz
    and ($14::text is null or m.conversation_id in (
      select id from conversations c where c.tenant_id = $1 and c.client_id = $14 and ($2::uuid is null or c.owner_id = $2::uuid)))
    and ($15::text[] is null or m.role = any ($15::text[]))
    and ($16::timestamptz is null or m.created_at >= $16::timestamptz)
    and ($17::timestamptz is null or m.created_at <= $17::timestamptz)
    and ($18::jsonb is null or not exists (
      select from jsonb_each($18::jsonb) as wanted where m.metadata -> wanted.key is distinct from wanted.value))
  order by direct desc, hit.message_id desc limit 300
),
-- Put together by grouping: a join of steps would be planned as each with each.
candidate as materialized (
  select message_id, max(vector) as vector, max(lexical) as lexical, max(direct) as direct,
    max(neighbour) as neighbour, max(sitting) as sitting
  from (
    select message_id, vector, lexical, direct, 0 as neighbour, 0 as sitting, false as wanted from hit
    union all select message_id, 0, 0, 0, neighbour, sitting, true from context
    union all select message_id, 0, 0, 0, 0, 0, true from filtered
  ) as gathered
  group by message_id having bool_or(wanted)
),
found as materialized (
  select m.id, m.conversation_id, m.role, m.name, m.content, m.metadata, m.created_at, m.importance,
    candidate.vector, candidate.lexical, candidate.direct, candidate.neighbour, candidate.sitting
  from candidate join messages m on m.id = candidate.message_id
  where m.tenant_id = $1 and ($2::uuid is null or m.owner_id = $2::uuid)
    and m.created_at <= $13::timestamptz
    and ($15::text[] is null or m.role = any ($15::text[]))
    and ($16::timestamptz is null or m.created_at >= $16::timestamptz)
    and ($17::timestamptz is null or m.created_at <= $17::timestamptz)
    and ($18::jsonb is null or not exists (
      select from jsonb_each($18::jsonb) as wanted where m.metadata -> wanted.key is distinct from wanted.value))
),
speaker as materialized (
  select name from (select distinct name from found where name is not null) as names
  where aimi_lexemes(name) && (select lexemes from asked)
),
part as (
  select found.*, c.client_id,
    round((1 - (1 - neighbour) * (1 - sitting) * (1 - case when name in (select name from speaker) then 0.05 else 0 end)) * 1e6) / 1e6 as context,
    round(importance * 1e6) / 1e6 as importance_part,
    round(power(2, -greatest(0, extract(epoch from $13::timestamptz - created_at)::float8) / (86400 * $12::float8)) * 1e6) / 1e6 as decay
  from found, lateral (select client_id from conversations c where c.id = found.conversation_id) as c
  where $14::text is null or c.client_id = $14
),
rated as (
  select *, round((1 - (1 - direct) * (1 - context)) * 1e6) / 1e6 as similarity from part
)
select id, client_id as conversation_id, role, name, content, metadata, created_at, vector, lexical, context, similarity,
  importance_part as importance, decay,
  round(($9::float8 * similarity + $10::float8 * importance_part + $11::float8 * decay) * 1e6) / 1e6 as score
from rated
where direct + neighbour + sitting > 0 and similarity > 0 and similarity >= $8::float8
order by score desc, created_at desc, id desc
limit $7::int
