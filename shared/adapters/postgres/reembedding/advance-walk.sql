-- Moves a walk on from where its worker found it; of two workers in one place, one moves it.
--   $1 tenant  $2 walk  $3 stage  $4 after or null  $5 now  $6 next stage  $7 next after or null
update outbox set
  body = body || jsonb_build_object('stage', $6::text, 'after', $7::text),
  due_at = $5::timestamptz + interval '1 minute'
where tenant_id = $1 and id = $2::uuid
  and body ->> 'stage' = $3::text and body ->> 'after' is not distinct from $4::text
returning id
