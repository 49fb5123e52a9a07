-- Which entries of the audit log may go was left to the policy on its owner. A login that bypasses row-level security, as
-- Neon's owners do, knows no policy: the function decides for itself.
create or replace function aimi_erase_audit(tenant text, owner uuid, size int) returns int
  language sql volatile security definer
begin atomic
  with erased as (
    delete from audit_log a where a.id = any (array(
      select old.id from audit_log old
      where old.tenant_id = tenant and old.owner_id = owner
        and owner in (select u.owner_id from users u where u.tenant_id = tenant and u.deletion_id is not null)
      limit size))
    returning 1
  )
  select count(*)::int from erased;
end;
revoke execute on function aimi_erase_audit(text, uuid, int) from public;
grant execute on function aimi_erase_audit(text, uuid, int) to aimi_app;
