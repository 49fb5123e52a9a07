-- Changes a part of a function; the rest of it stays as it was. One that is not as the change expects it ends the migration.
create function aimi_edit(name text, was text, becomes text) returns void
  language plpgsql
as $$
declare
  before text := pg_get_functiondef(name::regproc);
begin
  if position(was in before) = 0 then
    raise exception '% is not as this migration expects it: %', name, was;
  end if;
  execute replace(before, was, becomes);
end $$;

-- A reply that was stopped before its first word says nothing that a search could give back, however good its
-- surroundings are.
select aimi_edit(name, 'where wants_messages and s.fits and (', $$where wants_messages and s.fits and s.content <> '' and ($$)
from unnest(array['aimi_search_owner', 'aimi_search_tenant']) as name;
