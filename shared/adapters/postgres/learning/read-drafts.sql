-- Facts that wait to be held against what is known, and whose they are. Where none waits the job is done.
--   $1 tenant  $2 outbox id  $3 drafts
with waiting as materialized (
  select d.* from fact_drafts d
  where d.id = any ($3::uuid[]) and d.tenant_id = $1 and d.settled_at is null
    and d.owner_id <> all (coalesce((select aimi_leaving()), '{}'))
),
done as (
  delete from outbox where id = $2::uuid and tenant_id = $1 and not exists (select from waiting)
),
whose as materialized (
  select w.owner_id, w.user_id from waiting w limit 1
)
select w.owner_id, w.user_id, u.name, u.time_zone, aimi_refused_types($1, w.owner_id) as refused_types,
  coalesce((select l.epoch from learners l where l.owner_id = w.owner_id), 0) as epoch,
  (select jsonb_agg(d.draft || jsonb_build_object('id', d.id, 'created_at', d.created_at,
    'source_message_ids', array(
      select m.id from jsonb_array_elements_text(d.draft -> 'source_message_ids') with ordinality as said (id, place)
        join messages m on m.id = said.id::uuid and m.owner_id = d.owner_id
      order by said.place)) order by d.id)
   from waiting d where d.owner_id = w.owner_id) as drafts
from whose w left join users u on u.tenant_id = $1 and u.id = w.user_id
