-- How a conversation without a title begins: the person's first message and the first reply, cut to what a title needs.
-- What signalled danger, and what tried to plant something, is kept out with its reply. What may not be kept of the person goes with it.
--   $1 tenant  $2 conversation
select said.role, left(said.content, 2000) as content, aimi_refused_types($1, c.owner_id) as refused_types
from conversations c
left join lateral (
  select first.* from unnest(array['user', 'assistant']) as wanted (role), lateral (
    select m.role, m.content, m.created_at, m.id from messages m
    where m.conversation_id = c.id and m.role = wanted.role and m.archived_at is null
      and not m.flagged
      and not exists (select from turns t where t.id = m.turn_id
        and (t.care or exists (select from messages asked where asked.id = t.user_message_id and asked.flagged)))
    order by m.created_at, m.id
    limit 1
  ) as first
) as said on true
where c.tenant_id = $1 and c.id = $2::uuid and c.title is null
order by said.created_at, said.id
