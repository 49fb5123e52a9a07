-- A reminder at a bare instant is told in the zone that its person is in, and stays there. Whoever makes one goes by what
-- they last knew of that: where it is wrong, they are told as if it floated.
select aimi_edit('aimi_create_reminder', $$if given ->> 'timeZone' is null and given ->> 'zone' <> zone then$$,
  $$if (given ->> 'timeZone' is null or (given ->> 'isHome')::boolean) and given ->> 'zone' <> zone then$$);
