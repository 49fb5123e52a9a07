-- A batch of what a person said, put away or not, with its postings; what rested on it loses that support. The
-- messages are locked before.
--   $1 tenant  $2 owner  $3 limit
with gone as materialized (
  select m.id, m.name, m.content from messages m
  where m.owner_id = $2::uuid and m.tenant_id = $1 order by m.created_at, m.id limit $3::int
),
word as materialized (
  select gone.id, lexeme from gone, unnest(aimi_lexemes(concat_ws(' ', gone.name, gone.content))) as lexeme
),
erased_posting as (
  delete from postings p using word w
  where p.tenant_id = $1 and p.lexeme = w.lexeme and p.owner_id = $2::uuid and p.message_id = w.id
),
erased as (
  delete from messages m using gone where m.id = gone.id returning m.id
)
select count(*)::int as erased, count(*) = $3::int as more from erased
