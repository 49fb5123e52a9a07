-- With a check-in the coach speaks first: what stands in the place of the person's message is the system's, and nothing
-- is learnt from it. The rest of the function stays as 0019 made it.
do $$
declare
  before constant text := pg_get_functiondef('aimi_claim_turn'::regproc);
  after text := before;
begin
  after := replace(after, 'ends_due_at timestamptz);', 'ends_due_at timestamptz, role text);');
  after := replace(after, $q$draft.conversation_id, 'user', draft.content$q$, $q$draft.conversation_id, coalesce(draft.role, 'user'), draft.content$q$);
  after := replace(after, 'if not draft.care and aimi_learns', $q$if not draft.care and coalesce(draft.role, 'user') = 'user' and aimi_learns$q$);
  if length(after) < length(before) + 40 then
    raise exception 'aimi_claim_turn is not as 0019 made it';
  end if;
  execute after;
end $$;
