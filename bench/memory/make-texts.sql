-- What everybody in the bench says: the k-th message of an owner is a turn of LoCoMo, in its order, with one
-- word more, so that no owner says a thing twice; its vector is the turn's, moved a little.
create schema bench;
create table bench.turn (n int primary key, name text not null, content text not null, vector halfvec not null);
create table bench.word (n int primary key, word text not null);
create table bench.shift (n int primary key, vector halfvec not null);
create table bench.owner (
  owner_id uuid primary key, tenant_id text not null, user_id text not null, seed int not null, messages int not null
);

-- A prime stride passes all words, and all shifts, before it comes back.
create function bench.said(seed int, k int, turns int, words int, shifts int)
  returns table (name text, content text, vector halfvec)
  language sql stable parallel safe
begin atomic
  select turn.name, turn.content || ' ' || word.word, l2_normalize(turn.vector + shift.vector)
  from bench.turn, bench.word, bench.shift
  where turn.n = k % turns
    and word.n = (seed + k % turns + k / turns * 7919) % words
    and shift.n = (seed + k + k / turns * 104729) % shifts;
end;

-- A UUIDv7 of a given millisecond.
create function bench.id(ms bigint) returns uuid
  language sql volatile parallel safe
  return (lpad(to_hex(ms), 12, '0') || '7' || substr(md5(random()::text), 1, 3) || '8' || substr(md5(random()::text), 1, 15))::uuid;

create function bench.conversation(owner uuid, n int) returns uuid
  language sql immutable parallel safe
  return md5(owner::text || '/' || n)::uuid;
