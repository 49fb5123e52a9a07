-- Sets what the change names. A title that is taken away may be found again. From what is no longer to be learnt from
-- nothing waits.
--   $1 tenant  $2 owner  $3 the client's id  $4 change
with c as (
  update conversations set
    title = case when $4::jsonb ? 'title' then $4::jsonb ->> 'title' else title end,
    title_by = case when $4::jsonb ? 'title'
      then case when $4::jsonb ->> 'title' is not null then 'client' end else title_by end,
    extraction = case when $4::jsonb ? 'extraction' then ($4::jsonb ->> 'extraction')::boolean else extraction end
  where tenant_id = $1 and owner_id = $2::uuid and client_id = $3
  returning id, client_id, title, extraction, created_at
),
not_to_be_learnt as (
  delete from unlearned u using c
  where u.conversation_id = c.id and $4::jsonb ? 'extraction'
    and not coalesce(c.extraction, (select t.extraction from tenants t where t.id = $1), true)
)
select c.*,
  coalesce((
    select m.created_at from messages m where m.conversation_id = c.id order by m.created_at desc limit 1
  ), c.created_at) as last_active_at,
  (select count(*) from messages m where m.conversation_id = c.id)::int as message_count
from c
