-- A reply that was stopped before its first word says nothing that a search could give back, however good its
-- surroundings are. The rest of the functions stays as it was.
do $$
declare
  name text;
  before text;
  after text;
begin
  foreach name in array array['aimi_search_owner', 'aimi_search_tenant'] loop
    before := pg_get_functiondef(name::regproc);
    after := replace(before, 'where wants_messages and s.fits and (', 'where wants_messages and s.fits and s.content <> '''' and (');
    if after = before then
      raise exception '% is not as this migration expects it', name;
    end if;
    execute after;
  end loop;
end $$;
