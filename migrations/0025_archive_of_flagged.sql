-- Messages have one more column, and the page of the archive is one of whole messages. Its text is read when it is
-- called, so that a column that comes later is among them.
create or replace function aimi_archive_page(tenant text, owner uuid, conversation text, roles text[],
  since timestamptz, until timestamptz, behind timestamptz, behind_id uuid, size int) returns setof messages
  language sql stable
  set enable_bitmapscan = off set enable_sort = off
as $$
  (select m.* from messages m
   where owner is not null and m.owner_id = owner and m.archived_at is not null
     and (m.archived_at, m.id) < (behind, behind_id)
     and (conversation is null or (select c.client_id from conversations c where c.id = m.conversation_id) = conversation)
     and (roles is null or m.role = any (roles))
     and (since is null or m.created_at >= since) and (until is null or m.created_at <= until)
   order by m.archived_at desc, m.id desc limit size)
  union all
  (select m.* from messages m
   where owner is null and m.tenant_id = tenant and m.archived_at is not null
     and (m.archived_at, m.id) < (behind, behind_id)
     and (conversation is null or (select c.client_id from conversations c where c.id = m.conversation_id) = conversation)
     and (roles is null or m.role = any (roles))
     and (since is null or m.created_at >= since) and (until is null or m.created_at <= until)
   order by m.archived_at desc, m.id desc limit size);
$$;
