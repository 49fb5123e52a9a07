-- Where the caller may, a tenant comes into being when it is first named.  $1 tenant  $2 now  $3 may provision it
insert into tenants (id, name, created_at) select $1, $1, $2::timestamptz where $3::boolean on conflict do nothing
