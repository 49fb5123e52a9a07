-- What whoever ends a session leaves, behind what they say themselves: the job that settles it, and the one that
-- learns from what still waits in its conversation.  $5 now  $6 request id
settling as (
  insert into outbox (id, tenant_id, owner_id, queue, body, created_at, due_at)
  select ended.id, ended.tenant_id, ended.owner_id, 'session-jobs',
    jsonb_build_object('kind', 'end_session', 'session_id', ended.id, 'conversation_id', ended.conversation_id,
      'request_id', $6::text),
    $5::timestamptz, $5::timestamptz + interval '1 minute'
  from ended
  on conflict (id) do update set body = excluded.body, due_at = excluded.due_at
),
learning as (
  insert into outbox as waiting (id, tenant_id, owner_id, queue, body, created_at, due_at)
  select ended.conversation_id, ended.tenant_id, ended.owner_id, 'learning-jobs',
    jsonb_build_object('kind', 'learn', 'conversation_id', ended.conversation_id, 'request_id', $6::text),
    $5::timestamptz, $5::timestamptz + interval '1 minute'
  from ended where exists (
    select from unlearned u where u.conversation_id = ended.conversation_id and u.set_aside_at is null)
  on conflict (id) do update set created_at = excluded.created_at, due_at = least(waiting.due_at, excluded.due_at)
  returning id
)
