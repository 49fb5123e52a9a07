-- Newest first, each with how much of what was said in it is still there. Ids grow with time. A conversation that has
-- none is one row without a session.
--   $1 tenant  $2 owner  $3 the client's id  $4 the one before, or null  $5 limit
with c as materialized (
  select id from conversations where tenant_id = $1 and owner_id = $2::uuid and client_id = $3
),
page as materialized (
  select s.* from c join sessions s on s.conversation_id = c.id
  where $4::uuid is null or s.id < $4::uuid
  order by s.id desc
  limit $5::int
),
said as materialized (
  select t.session_id, count(*)::int as message_count
  from c
  join turns t on t.conversation_id = c.id
  join messages m on m.id in (t.user_message_id, t.reply_message_id) and m.turn_id = t.id
  where t.session_id = any (array(select id from page))
  group by t.session_id
)
select page.id, page.started_at, page.last_active_at, page.ended_at, page.end_reason, page.summary,
  case
    when page.id is null then 0
    when exists (select from turns t where t.session_id = page.id) then coalesce(said.message_count, 0)
    else (
      -- As aimi_brought has it, with what was put away.
      select count(*) from messages m
      where m.conversation_id = page.conversation_id and m.turn_id is null and m.id < page.id
        and m.id > coalesce((
          select s.id from sessions s
          where s.conversation_id = page.conversation_id and s.id < page.id order by s.id desc limit 1
        ), '00000000-0000-0000-0000-000000000000'))::int
  end as message_count
from c left join page on true left join said on said.session_id = page.id
order by page.id desc
