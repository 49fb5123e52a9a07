-- Put off again until the same time, within minutes, what waits stays as it is. Else a client that asks again, since the
-- answer was lost, would take the rule's next time away, too. Later it is meant.
select aimi_edit('aimi_snooze_reminder', $$
  if open_ids <> '{}' or was_put_off and extra_ids <> '{}' then$$, $$
  if open_ids = '{}' and (held.delivery is null or was_put_off) and r.updated_at > now - interval '10 minutes' then
    select jsonb_build_object('id', o.id, 'dueAt', aimi_ms(o.due_at)) into waiting from occurrences o
    where o.id = any (extra_ids) and aimi_ms(o.due_at) = (given #>> '{until,dueAt}')::bigint;
    if found then
      return aimi_written(r.id, waiting, null, null);
    end if;
  end if;
  if open_ids <> '{}' or was_put_off and extra_ids <> '{}' then$$);
