-- A client that comes back with what its tools gave says again what stands last in the conversation: that message is
-- the turn's, and is not kept twice.
select aimi_edit('aimi_claim_turn', 'role text);', 'role text, follows_on boolean);'),
  aimi_edit('aimi_claim_turn', $$
  hash bytea;$$, $$
  hash bytea;
  kept uuid;$$),
  aimi_edit('aimi_claim_turn', $$
  insert into turns as before ($$, $$
  if draft.follows_on and status_before is null then
    select said.id into kept from (
      select m.id, m.text_hash from messages m
      where m.conversation_id = draft.conversation_id and m.role = 'user' and m.archived_at is null
      order by m.created_at desc, m.id desc limit 1) as said
    where said.text_hash = decode(draft.text_hash, 'hex');
  end if;

  insert into turns as before ($$),
  aimi_edit('aimi_claim_turn', $$
    draft.message_id, draft.status$$, $$
    coalesce(kept, draft.message_id), draft.status$$),
  aimi_edit('aimi_claim_turn', 'if turn.fence is distinct from 1 then',
    'if turn.fence is distinct from 1 or kept is not null then');
