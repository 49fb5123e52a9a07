-- What of a conversation waits to be learnt from, oldest first, with what was said before it and whose words they are.
-- Where nothing waits the job is done, unless somebody touched it meanwhile; and nothing does any more where the
-- conversation, or else its tenant, says by now that it is not to be learnt from. A letter whose job was done or given
-- up finds nothing, whatever waits for the next one.
--   $1 tenant  $2 conversation  $3 most messages  $4 most characters  $5 most context
with refused as materialized (
  select c.id from conversations c join tenants t on t.id = c.tenant_id
  where c.id = $2::uuid and c.tenant_id = $1 and not coalesce(c.extraction, t.extraction, true)
),
forgotten as (
  delete from unlearned u using refused r where u.conversation_id = r.id
),
waiting as materialized (
  select u.message_id, u.said_at from unlearned u
  where u.conversation_id = $2::uuid and u.tenant_id = $1 and u.set_aside_at is null
    and not exists (select from refused)
  order by u.said_at, u.message_id limit $3::int
),
spoken as materialized (
  select m.id, m.role, m.name, m.content, m.created_at, w.said_at,
    sum(length(m.content)) over (order by w.said_at, m.id) as characters,
    row_number() over (order by w.said_at, m.id) as place
  from waiting w join messages m on m.id = w.message_id
),
stretch as materialized (
  select * from spoken where place = 1 or characters <= $4::int
),
job as materialized (
  select o.created_at from outbox o where o.id = $2::uuid and o.tenant_id = $1
),
done as (
  delete from outbox o using job
  where o.id = $2::uuid and o.created_at = job.created_at and not exists (select from waiting)
),
-- What signalled danger, or tried to plant something, does not help to understand either.
before as materialized (
  select m.id, m.role, m.name, m.content, m.created_at from messages m
  where m.conversation_id = $2::uuid and m.role <> 'system' and m.archived_at is null and not m.flagged
    and (m.created_at, m.id) < (select s.created_at, s.id from stretch s where s.place = 1)
    and (select true from unlearned u where u.message_id = m.id) is null
    and (select true from turns t where t.id = m.turn_id and t.care) is null
  order by m.created_at desc, m.id desc limit $5::int
),
line as (
  select b.*, true as is_context, row_number() over (order by b.created_at, b.id) as place from before b
  union all
  select s.id, s.role, s.name, s.content, s.created_at, false, 1000000 + s.place from stretch s
)
select c.owner_id, c.user_id, u.name, u.time_zone, aimi_refused_types($1, c.owner_id) as refused_types,
  coalesce((select l.epoch from learners l where l.owner_id = c.owner_id), 0) as epoch,
  job.created_at as touched_at,
  (select jsonb_agg(jsonb_build_object('id', l.id, 'role', l.role, 'name', l.name, 'content', l.content,
    'created_at', l.created_at, 'is_context', l.is_context) order by l.place) from line l) as messages
from conversations c join job on true left join users u on u.tenant_id = c.tenant_id and u.id = c.user_id
where c.id = $2::uuid and c.tenant_id = $1 and exists (select from stretch)
  and c.owner_id <> all (coalesce((select aimi_leaving()), '{}'))
