import takeConversationAway from "./take-conversation-away.sql";

/** What was said and what rests on it; one order for all who lock several. */
const lockSaid = `with said as materialized (
  select id from messages where conversation_id = $1::uuid order by id for update)
select from memories where id in (
  select s.memory_id from said join memory_sources s on s.message_id = said.id
  union select s.summary_memory_id from sessions s where s.conversation_id = $1::uuid)
order by id for update`;

/** A title that the model gave tells what was said. What was put away is not counted: no search found it. */
const clear = `${takeConversationAway.trimEnd()},
untitled as (
  update conversations set title = null, title_by = null
  where id = $3::uuid and tenant_id = $1 and owner_id = $2::uuid and title_by = 'model'
)
select (select count(*) from erased_memory)::int
  + (select count(*) from erased_message where archived_at is null)::int as cleared`;

/** Locked first, so that nobody is writing in it. */
const lockConversation = `with conversation as materialized (
  select id from conversations where id = $1::uuid for update),
said as materialized (
  select m.id from conversation c join messages m on m.conversation_id = c.id order by m.id for update of m)
select from memories where id in (
  select s.memory_id from said join memory_sources s on s.message_id = said.id
  union select s.summary_memory_id from sessions s where s.conversation_id = $1::uuid)
order by id for update`;

const erase = `${takeConversationAway.trimEnd()},
erased_conversation as (
  delete from conversations where id = $3::uuid and tenant_id = $1 and owner_id = $2::uuid returning id
)
select exists (select from erased_conversation) as erased`;

type Values = readonly [tenantId: string, ownerId: string, conversationId: string];

export const clearConversation = (values: Values) => ({
  text: clear,
  values,
  lock: { text: lockSaid, values: [values[2]] },
});

export const eraseConversation = (values: Values) => ({
  text: erase,
  values,
  lock: { text: lockConversation, values: [values[2]] },
});
