-- The sign-in by which a device was registered, and with whose end it goes; null where a key registered it. Text that
-- refers to no row: what another signer calls a token's sign-in is not kept here.
alter table push_devices add column sign_in_id text;

-- A refresh token that comes a second time ends its sign-in, and no tenant is known by then.
create policy system_drops on push_devices to aimi_system using (sign_in_id is not null) with check (false);
grant select (owner_id, sign_in_id), delete on push_devices to aimi_system;
