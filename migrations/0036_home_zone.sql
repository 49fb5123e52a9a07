-- A reminder at a bare instant is told in the zone that its person is in, and stays there. Whoever makes one goes by what
-- they last knew of that: where it is wrong, they are told as if it floated. The rest of the function stays as it was.
do $$
declare
  before text := pg_get_functiondef('aimi_create_reminder'::regproc);
  after text := replace(before, 'if given ->> ''timeZone'' is null and given ->> ''zone'' <> zone then',
    'if (given ->> ''timeZone'' is null or (given ->> ''isHome'')::boolean) and given ->> ''zone'' <> zone then');
begin
  if after = before then
    raise exception 'aimi_create_reminder is not as this migration expects it';
  end if;
  execute after;
end $$;
