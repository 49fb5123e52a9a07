-- A search knows when what it found was said: a memory ages from there. It says so, instead of being asked again for
-- each memory that it gives back.
do $$
declare
  name text;
  before text;
  parts constant text[] := array[
    'weights double precision[])', 'weights double precision[], said_at timestamp with time zone)',
    E'c.score,\n    rates\n', E'c.score,\n    rates, case c.kind when ''memory'' then c.aged_from end\n'];
begin
  foreach name in array array['aimi_search_owner', 'aimi_search_tenant'] loop
    before := pg_get_functiondef(name::regproc);
    if position(parts[1] in before) = 0 or position(parts[3] in before) = 0 then
      raise exception '% is not as this migration expects it', name;
    end if;
    -- What a function gives back does not change while it stands.
    execute format('drop function %I', name);
    execute replace(replace(before, parts[1], parts[2]), parts[3], parts[4]);
  end loop;
end $$;
