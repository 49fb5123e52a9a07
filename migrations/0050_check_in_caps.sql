-- A check-in is a turn of the model, so that a person has few of them, whatever they have of reminders. One that is being
-- told waits no more, or not yet again: it counts.
create function aimi_has_enough(owner uuid, of_kind text, given jsonb) returns boolean
  language sql stable
  return (
    select count(*) from occurrences o where o.owner_id = owner and o.state = 'waiting') >= (given ->> 'most')::int
  or of_kind = 'check_in' and (
    select count(*) from (
      select o.reminder_id from occurrences o
      where o.owner_id = owner and o.state = 'waiting' and o.kind = 'check_in'
      union
      select o.reminder_id from occurrences o
      where o.owner_id = owner and o.state = 'due' and o.kind = 'check_in' and o.settled_at is null) as going_on
  ) >= (given ->> 'mostCheckIns')::int;

-- What is over and fires again is one more. Whoever changes one holds the person as whoever creates one does, so that of
-- many at once none is one too many. What is still of before this change names no numbers, and is not counted.
select aimi_edit('aimi_create_reminder', $$
    if (select count(*) from occurrences o where o.owner_id = owner and o.state = 'waiting') >= (given ->> 'most')::int then$$, $$
    if aimi_has_enough(owner, given ->> 'kind', given) then$$),
  aimi_edit('aimi_change_reminder', $$u.id = person ->> 'userId' for share;$$, $$u.id = person ->> 'userId' for no key update;$$),
  aimi_edit('aimi_change_reminder', $$
  if next is not null and is_move and not exists ($$, $$
  if next is not null and not is_move and not exists (
      select from occurrences o where o.reminder_id = r.id and o.settled_at is null)
    and aimi_has_enough(r.owner_id, r.kind, given)
  then
    return jsonb_build_object('outcome', 'too_many');
  end if;
  if next is not null and is_move and not exists ($$);
