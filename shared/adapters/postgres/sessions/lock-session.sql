-- Taken before a session is settled, in the order in which whoever clears a conversation takes them: the conversation,
-- what it rests on, the session, and the person's state, which begins here.
--   $1 tenant  $2 owner  $3 user  $4 session  $5 messages  $6 whether the state changes  $7 now
with home as materialized (
  select c.id from conversations c
  where c.id = (select s.conversation_id from sessions s where s.id = $4::uuid) for no key update
),
said as materialized (
  select id from messages where id = any ($5::uuid[]) and (select count(*) from home) >= 0 order by id for key share
),
held as materialized (
  select id from sessions where id = $4::uuid and (select count(*) from said) >= 0 for update
)
insert into user_states as known (owner_id, tenant_id, user_id, version, updated_at)
select $2::uuid, $1, $3, 0, $7::timestamptz from held where $6::boolean
on conflict (owner_id) do update set version = known.version
