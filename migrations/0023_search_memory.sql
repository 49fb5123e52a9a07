-- Memory that a search gives back goes to the system at once and comes again page by page, a fifth of its time; whoever
-- has given back a large piece before is left what is smaller. So a search takes one: a value without parameters is
-- worked out when it is planned, once a session. The rest of the functions stays as 0017 made it.
do $$
declare
  name text;
begin
  foreach name in array array['aimi_search_owner', 'aimi_search_tenant'] loop
    execute regexp_replace(pg_get_functiondef(name::regproc), '(declare\s)',
      '\1  room constant int := octet_length(repeat(repeat('' '', 1000), 4000));' || chr(10));
  end loop;
end $$;
