-- Ranks an owner's messages, or a whole tenant's, by words and by meaning, on absolute scales.
--   lexical    = idf of the asked words found / idf of all the asked words
--   vector     = max(cosine, 0)
--   similarity = 0.4 lexical + 0.6 vector
--   decay      = 2 ^ (-age / half-life)
-- Every part is rounded to six decimals before it is weighted.
--   $1 tenant  $2 owner or null  $3 query  $4 vector or null  $5 model  $6 dimensions  $7 top k
--   $8 min similarity  $9 $10 $11 weights  $12 half-life in days  $13 as of  $14 conversation or null
--   $15 roles or null  $16 since or null  $17 until or null  $18 metadata or null
with corpus as (
  select count(*)::float8 as size from messages m
  where m.tenant_id = $1 and ($2::uuid is null or m.owner_id = $2::uuid)
),
posting as materialized (
  select p.lexeme, p.message_id from postings p
  where p.tenant_id = $1 and p.lexeme = any (aimi_lexemes($3)) and ($2::uuid is null or p.owner_id = $2::uuid)
),
word as materialized (
  select asked.lexeme,
    ln(1 + (corpus.size - count(posting.message_id) + 0.5) / (count(posting.message_id) + 0.5)) as idf
  from corpus, unnest(aimi_lexemes($3)) as asked (lexeme) left join posting using (lexeme)
  group by asked.lexeme, corpus.size
),
lexical as (
  select posting.message_id, sum(word.idf order by word.lexeme) / (select sum(idf order by lexeme) from word) as relevance
  from posting join word using (lexeme)
  group by posting.message_id
),
semantic as (
  select m.id as message_id, greatest(0, coalesce(nullif(1 - (e.vector <=> $4::halfvec), 'NaN'), 0)) as cosine
  from embeddings e join messages m on m.owner_id = e.owner_id and m.text_hash = e.text_hash
  where $4::text is not null and e.tenant_id = $1 and e.model = $5 and e.dimensions = $6::int
    and ($2::uuid is null or e.owner_id = $2::uuid)
),
hit as materialized (
  select message_id, coalesce(semantic.cosine, 0) as cosine, coalesce(lexical.relevance, 0) as relevance
  from lexical full join semantic using (message_id)
),
-- Row-level security makes every table look as if one row were seen, and a join would start anywhere: from the
-- hits, a message by its id and a conversation by its id, is the one way that stays linear.
part as (
  select m.id, (select c.client_id from conversations c where c.id = m.conversation_id) as conversation_id,
    m.role, m.name, m.content, m.metadata, m.created_at,
    round(hit.cosine * 1e6) / 1e6 as vector,
    round(hit.relevance * 1e6) / 1e6 as lexical,
    round(m.importance * 1e6) / 1e6 as importance,
    round(power(2, -greatest(0, extract(epoch from $13::timestamptz - m.created_at)::float8) / (86400 * $12::float8)) * 1e6) / 1e6 as decay
  from hit join messages m on m.id = hit.message_id
  where m.tenant_id = $1 and ($2::uuid is null or m.owner_id = $2::uuid)
    and m.created_at <= $13::timestamptz
    and ($15::text[] is null or m.role = any ($15::text[]))
    and ($16::timestamptz is null or m.created_at >= $16::timestamptz)
    and ($17::timestamptz is null or m.created_at <= $17::timestamptz)
    and ($18::jsonb is null or not exists (
      select from jsonb_each($18::jsonb) as wanted where m.metadata -> wanted.key is distinct from wanted.value))
),
rated as (
  select *, round((0.4::float8 * lexical + 0.6::float8 * vector) * 1e6) / 1e6 as similarity from part
  where $14::text is null or conversation_id = $14
)
select *, round(($9::float8 * similarity + $10::float8 * importance + $11::float8 * decay) * 1e6) / 1e6 as score
from rated
where similarity > 0 and similarity >= $8::float8
order by score desc, created_at desc, id desc
limit $7::int
