-- What is told again is due when it was at first, and not when it is told again. The rest stays as 0030 made it.
do $$
declare
  before constant text := pg_get_functiondef('aimi_claim_reminders'::regproc);
  after constant text := replace(before, $q$'deliveryId', found_one.id,$q$,
    $q$'deliveryId', found_one.id, 'dueAt', aimi_ms(found_one.due_at),$q$);
begin
  if after = before then
    raise exception 'aimi_claim_reminders is not as 0030 made it';
  end if;
  execute after;
end $$;
