-- One share of everybody's messages, in random order: whoever has few has them spread over the whole table.
-- Twenty messages a minute apart are a sitting, and one begins every four hours.
--   $1 share  $2 shares  $3 now  $4 model  $5 dimensions  $6 turns  $7 words  $8 shifts
with planned as materialized (
  select owner.*, k, row_number() over (order by random()) as place
  from bench.owner, generate_series(messages::bigint * $1::int / $2::int, messages::bigint * ($1::int + 1) / $2::int - 1) as k
),
draft as materialized (
  select planned.*, said.*, bench.id((extract(epoch from $3::timestamptz) * 1000)::bigint + $1::int * 100000 + place) as id,
    bench.conversation(owner_id, (k / 400)::int) as conversation_id,
    sha256(convert_to(said.name, 'UTF8') || '\x00'::bytea || convert_to(said.content, 'UTF8')) as text_hash,
    $3::timestamptz - ((messages - 1) / 20 - k / 20 + 1) * interval '4 hours' + k % 20 * interval '1 minute' as said_at
  from planned, bench.said(seed, k::int, $6::int, $7::int, $8::int) as said
  order by place
),
new_message as (
  insert into messages (id, tenant_id, owner_id, conversation_id, role, name, content, metadata, importance, text_hash, created_at)
  select id, tenant_id, owner_id, conversation_id, 'user', name, content, '{}',
    0.5 + 0.2 * least(1, cardinality(string_to_array(content, ' ')) / 40.0), text_hash, said_at
  from draft
),
new_posting as (
  insert into postings (tenant_id, lexeme, owner_id, message_id, length, created_at)
  select tenant_id, lexeme, owner_id, id, cardinality(lexemes), said_at
  from draft, aimi_lexemes(concat_ws(' ', name, content)) as lexemes, unnest(lexemes) as lexeme
),
new_embedding as (
  insert into embeddings (tenant_id, owner_id, model, text_hash, dimensions, vector, created_at)
  select tenant_id, owner_id, $4, text_hash, $5::int, vector, said_at from draft
)
select count(*)::int as filled from draft
