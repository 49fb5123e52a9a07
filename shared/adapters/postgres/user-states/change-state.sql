-- Sets parts of a person's state, which is held. What a part says already stays what it is.
--   $1 tenant  $2 owner  $3 now  $4 parts  $5 lines  $6 version or null
with fit as materialized (
  select version from user_states
  where owner_id = $2::uuid and tenant_id = $1 and ($6::int is null or version = $6::int)
),
given as materialized (
  select given.* from jsonb_to_recordset($5::jsonb) as given (
    id uuid, part text, position int, content text, type text, default_type text)
),
present as materialized (
  select l.* from user_state_lines l
  where l.owner_id = $2::uuid and l.until_version is null and l.part = any ($4::text[])
),
kept as materialized (
  select present.id, present.position as before, given.position, given.id as given_id
  from present join given on given.part = present.part and given.content = present.content
    and (given.type is null or given.type = present.type)
),
gone as materialized (
  select id from present where id not in (select id from kept)
),
fresh as materialized (
  select * from given where id not in (select given_id from kept)
),
moved as materialized (
  select id, position from kept where position <> before
),
changed as (
  update user_states s set version = s.version + 1, updated_at = $3::timestamptz
  from fit
  where s.owner_id = $2::uuid
    and (exists (select from gone) or exists (select from fresh) or exists (select from moved))
  returning s.version
),
removed as (
  update user_state_lines l set until_version = changed.version, removed_at = $3::timestamptz
  from changed, gone where l.id = gone.id
),
replaced as (
  update user_state_lines l set position = moved.position from changed, moved where l.id = moved.id
),
added as (
  insert into user_state_lines (id, tenant_id, owner_id, part, content, type, written_by, position, since_version,
    created_at)
  select fresh.id, $1, $2::uuid, fresh.part, fresh.content, coalesce(fresh.type, fresh.default_type), 'client',
    fresh.position, changed.version, $3::timestamptz
  from changed, fresh
)
select exists (select from fit) as fit
