-- Takes away what a conversation said, and the memories that rest on nothing else, with their postings, what
-- the graph has from them alone, and the vectors of texts that their owner has nowhere else. The memories are locked before. Jobs that still wait find
-- nothing to embed. What was put away goes too. Whoever uses it says what else is done, and what is told.
--   $1 tenant  $2 owner  $3 conversation
with recursive gone_message as materialized (
  select m.id, m.name, m.content, m.text_hash from messages m
  where m.conversation_id = $3::uuid and m.tenant_id = $1 and m.owner_id = $2::uuid
),
gone_memory as materialized (
  select s.memory_id as id from gone_message g join memory_sources s on s.message_id = g.id
  where not exists (
    select from memory_sources other
    where other.memory_id = s.memory_id
      and (select m.conversation_id from messages m where m.id = other.message_id) is distinct from $3::uuid)
  union
  select s.summary_memory_id from sessions s
  where s.conversation_id = $3::uuid and s.tenant_id = $1 and s.owner_id = $2::uuid and s.summary_memory_id is not null
),
gone_version as materialized (
  select v.id, v.content, v.text_hash from gone_memory g join memory_versions v on v.memory_id = g.id
),
-- Drafts that wait go as memories do.
gone_draft as materialized (
  select d.id from fact_drafts d
  where d.owner_id = $2::uuid and d.tenant_id = $1 and d.settled_at is null
    and d.draft -> 'source_message_ids' ?| array(select g.id::text from gone_message g)
    and not exists (
      select from jsonb_array_elements_text(d.draft -> 'source_message_ids') as other (id)
        join messages m on m.id = other.id::uuid
      where m.conversation_id <> $3::uuid)
),
gone_posting as materialized (
  select g.id, word.lexeme from gone_message g, unnest(aimi_lexemes(concat_ws(' ', g.name, g.content))) as word (lexeme)
),
gone_memory_posting as materialized (
  select q.version_id, q.lexeme from gone_version g, aimi_version_postings($1, $2::uuid, g.id, g.content) as q
),
model as (
  (select e.model from embeddings e where e.owner_id = $2::uuid order by e.model limit 1)
  union all
  select (
    select e.model from embeddings e
    where e.owner_id = $2::uuid and e.model > last.model order by e.model limit 1)
  from model last where last.model is not null
),
lone_text as materialized (
  select t.text_hash from (select text_hash from gone_message union select text_hash from gone_version) as t
  where (select true from messages m
      where m.owner_id = $2::uuid and m.text_hash = t.text_hash and m.conversation_id <> $3::uuid
        and m.archived_at is null limit 1) is null
    and (select true from memory_versions v
      where v.owner_id = $2::uuid and v.text_hash = t.text_hash
        and v.memory_id <> all (array(select id from gone_memory)) limit 1) is null
),
erased_posting as (
  delete from postings p using gone_posting g
  where p.tenant_id = $1 and p.lexeme = g.lexeme and p.owner_id = $2::uuid and p.message_id = g.id
),
erased_memory_posting as (
  delete from memory_postings p using gone_memory_posting g
  where p.tenant_id = $1 and p.lexeme = g.lexeme and p.owner_id = $2::uuid and p.version_id = g.version_id
),
erased_vector as (
  delete from embeddings e using lone_text t, model
  where e.owner_id = $2::uuid and e.model = model.model and e.text_hash = t.text_hash
),
erased_failure as (
  delete from embedding_failures f using lone_text t where f.owner_id = $2::uuid and f.text_hash = t.text_hash
),
-- Notes tell why in words, and perhaps in those of this conversation.
unnoted as (
  update memory_versions v set note = null
  where v.note is not null and v.memory_id in (
    select s.memory_id from gone_message g join memory_sources s on s.message_id = g.id
    union
    select m.supersedes from gone_memory g join memories m on m.id = g.id
    except
    select g.id from gone_memory g)
),
unsupported as materialized (
  select aimi_forget_unsupported($2::uuid, array(select id from gone_memory))
),
erased_draft as (
  delete from fact_drafts d using gone_draft g where d.id = g.id
),
erased_memory as (
  delete from memories m using gone_memory g, unsupported where m.id = g.id returning m.id
),
erased_message as (
  delete from messages m using gone_message g where m.id = g.id returning m.archived_at
),
-- A line of the person's state that rests on nothing else goes, too; the state counts before, as whoever changes it does.
gone_line as materialized (
  select distinct s.line_id as id from gone_message g join user_state_sources s on s.message_id = g.id
  where not exists (
    select from user_state_sources other
    where other.line_id = s.line_id
      and (select m.conversation_id from messages m where m.id = other.message_id) is distinct from $3::uuid)
),
changed_state as (
  update user_states u set version = u.version + 1
  where u.owner_id = $2::uuid and u.tenant_id = $1 and exists (select from gone_line)
  returning 1
),
erased_line as (
  delete from user_state_lines l using gone_line g where l.id = g.id and (select count(*) from changed_state) >= 0
),
-- Its turns go with them.
erased_session as (
  delete from sessions s where s.conversation_id = $3::uuid and s.tenant_id = $1 and s.owner_id = $2::uuid
)
