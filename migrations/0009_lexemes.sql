-- What counts as a word, in every script; docs/decisions/0009-words.md says why each is cut as it is. Nothing here
-- asks the database's locale, so that every database cuts alike: classes are code points under collation C, and
-- letters beyond ASCII are lowered by table.

-- Lower case, of text whose marks stand apart from its letters.
create function aimi_lower(decomposed text) returns text
  language sql immutable parallel safe
  return case
    when decomposed collate "C" !~ '[\u00c6-\u02ff\u0391-\u0587\u1e9e\U0001e900-\U0001e921]' then lower(decomposed collate "C")
    else translate(lower(decomposed collate "C"),
      'ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣςΤΥΦΧΨΩ'
      'АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЂЄЅІЈЉЊЋЏ'
      'ѠѢѤѦѨѪѬѮѰѲѴѸѺѼѾҀҊҌҎҐҒҔҖҘҚҜҞҠҢҤҦҨҪҬҮҰҲҴҶҸҺҼҾӀӃӅӇӉӋӍӔӘӠӨӶӺӼӾԀԂԄԆԈԊԌԎԐԒԔԖԘԚԜԞԠԢԤԦԨԪԬԮ'
      'ԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑՒՓՔՕՖ'
      '𞤀𞤁𞤂𞤃𞤄𞤅𞤆𞤇𞤈𞤉𞤊𞤋𞤌𞤍𞤎𞤏𞤐𞤑𞤒𞤓𞤔𞤕𞤖𞤗𞤘𞤙𞤚𞤛𞤜𞤝𞤞𞤟𞤠𞤡'
      'ØøÐðĐđŁłĦħıƏəŦŧŊŋƁɓƊɗƐɛƆɔƘƙƳƴƔɣÆŒÞẞ',
      'αβγδεζηθικλμνξοπρσστυφχψω'
      'абвгдежзиклмнопрстуфхцчшщъыьэюяђєѕіјљњћџ'
      'ѡѣѥѧѩѫѭѯѱѳѵѹѻѽѿҁҋҍҏґғҕҗҙқҝҟҡңҥҧҩҫҭүұҳҵҷҹһҽҿӏӄӆӈӊӌӎӕәӡөӷӻӽӿԁԃԅԇԉԋԍԏԑԓԕԗԙԛԝԟԡԣԥԧԩԫԭԯ'
      'աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ'
      '𞤢𞤣𞤤𞤥𞤦𞤧𞤨𞤩𞤪𞤫𞤬𞤭𞤮𞤯𞤰𞤱𞤲𞤳𞤴𞤵𞤶𞤷𞤸𞤹𞤺𞤻𞤼𞤽𞤾𞤿𞥀𞥁𞥂𞥃'
      'ooddddllhhieettnnbbddeeookkyyggæœþß')
  end;

-- One spelling where the same word is written in two: without accents, vowel signs, skin tones and what cannot be
-- seen, with ASCII digits. The marks of й, ў and ї stay, since those are letters of their own.
create function aimi_bare(lowered text) returns text
  language sql immutable parallel safe
  return normalize(
    regexp_replace(
      case when lowered collate "C" !~ '[\u00df-\u00ff\u0153\u0600-\u1099]' then lowered else
        replace(replace(replace(replace(translate(lowered,
          U&'\0671\0649\06CC\06A9\0629\06C1\06BE'
          '٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९০১২৩৪৫৬৭৮৯๐๑๒๓๔๕๖๗๘๙',
          U&'\0627\064A\064A\0643\0647\0647\0647'
          '01234567890123456789012345678901234567890123456789'),
          'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th')
      end collate "C",
      '(?<![\u0438\u0443\u0456])[\u0306\u0308]|(?<![\u0600-\u06ff])\u200c|(?<=[\u0e00-\u17ff])\u200b|'
      '[\u0300-\u0305\u0307\u0309-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f'
      '\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7'
      '\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u08d3-\u08ff'
      '\u093c\u09bc\u0a3c\u0abc\u0b3c\u0cbc'
      '\u00ad\u034f\u061c\u200d-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U0001f3fb-\U0001f3ff\U000e0000-\U000e0fff]',
      '', 'g'),
    NFC);

-- The English words, addresses and numbers of ASCII text. The parser's time grows with the square of what may be one
-- address or comment: of more than a thousand characters without a space it gets a thousand at a time.
create function aimi_english(text) returns text[]
  language sql immutable parallel safe
  return tsvector_to_array(to_tsvector('english', case
    when octet_length($1) <= 1000 then lower($1 collate "C")
    else replace(regexp_replace(lower($1 collate "C"), '(?:\S{100}){10}', '\& ', 'g'), '<!--', ' ')
  end));

-- The words of a text beyond ASCII. Signs that would glue letters or digits to the word before them become spaces
-- first: superscripts, fractions, dots, ™, ①, and what is a sentence in one character.
create function aimi_wide_lexemes(text) returns text[]
  language sql immutable parallel safe strict
begin atomic
  with lowered as materialized (
    select aimi_lower(normalize(regexp_replace($1 collate "C",
      '[\u00aa\u00b2\u00b3\u00b9\u00ba\u00bc-\u00be\u2024-\u2026\u2070-\u207f\u2120-\u2122\u2150-\u215f\u2460-\u24ff\ufdfa\ufdfb]',
      ' ', 'g'), NFKD)) collate "C" as text
  ),
  bare as materialized (
    select regexp_replace(aimi_bare(text) collate "C",
      '[\u0080-\u00bf\u00d7\u00f7\u02b9-\u02ff\u037e\u0387\u055a-\u055f\u0589-\u058a\u05be\u05c0\u05c3\u05c6\u05f3-\u05f4'
      '\u0600-\u060f\u061b-\u061f\u066a-\u066d\u06d4\u06dd-\u06de\u06e9\u0700-\u070f\u0964-\u0965\u0970\u0df4'
      '\u0f01-\u0f17\u0f3a-\u0f3d\u10fb\u1360-\u1368\u166e\u1800-\u180a\u2000-\u22ff\u3000-\u3004\u3008-\u303f]',
      ' ', 'g') as text from lowered
  ),
  beyond_ascii as materialized (
    select text from bare where octet_length(text) > length(text)
  ),
  class as materialized (
    select '\u0e01-\u0e2e\u0e30-\u0e3a\u0e40-\u0e4e\u0e81-\u0eff\u1000-\u103f\u1050-\u109d\u1780-\u17d3\u17d7\u17dc-\u17ff'
      '\u1950-\u19df\u3005-\u3007\u3041-\u309a\u309d-\u309f\u30a1-\u30fa\u30fc-\u312f\u31a0-\u31bf\u31f0-\u31ff'
      '\u3400-\u4dbf\u4e00-\u9fff\uaa60-\uaa7f\u1100-\u11ff\uac00-\ud7ff\U00020000-\U0003ffff' as unspaced,
      '\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff' as han,
      '\u00c0-\u0dff\u0f00-\u0fff\u10a0-\u10ff\u1200-\u177f\u1800-\u194f\u1a00-\u1fff\u2c00-\u2dff\ua000-\uaa5f\uaa80-\uabff'
      '\U00010000-\U0001efff' as letter,
      '\u231a-\u231b\u2328\u23cf\u23e9-\u23f3\u23f8-\u23fa\u2600-\u27bf\u2b05-\u2b07\u2b1b-\u2b1c\u2b50\u2b55'
      '\U0001f000-\U0001f1e5\U0001f200-\U0001faff' as emoji
  ),
  -- In each run, pairs from its first character on, and pairs from its second on.
  pair as (
    select found[1] as lexeme from beyond_ascii, class, lateral (
      select text union all
      select regexp_replace(text, format('[%1$s]([%1$s]*)', unspaced), '\1', 'g')
    ) as from_either (run), regexp_matches(run, format('[%s]{2}', unspaced), 'g') as found
  ),
  single as (
    select found[1] as lexeme from beyond_ascii, class, regexp_matches(text, format(
      '[%2$s%3$s]|[\U0001f1e6-\U0001f1ff]{1,2}|(?<![%1$s])(?:[\uac00-\ud7a3]|[%1$s](?![%1$s]))', unspaced, han, emoji), 'g') as found
  ),
  word as (
    select substr(regexp_replace(found[1], '^(?:[\u0628\u0641\u0643\u0648]?\u0627\u0644|\u0644\u0644)(?=.{3})', ''), start, 500) as lexeme
    from beyond_ascii, class, regexp_matches(text, format('[%s]+', letter), 'g') as found, generate_series(1, length(found[1]), 500) as start
  ),
  -- An accent may be all that tells a word from an English stop word: mẹ, là, é.
  accented as (
    select normalize(found[1], NFC) as lexeme
    from lowered, regexp_matches(text, '[a-z]+[\u0300-\u036f][a-z\u0300-\u036f]*', 'g') as found
    where length(found[1]) < 30 and ts_lexize('english_stem', regexp_replace(found[1], '[\u0300-\u036f]', '', 'g')) = '{}'
  )
  select array(
    select unnest(aimi_english(regexp_replace(text, '[^\u0001-\u007f]+', ' ', 'g'))) collate "C" as lexeme from bare
    union select lexeme from pair
    union select lexeme from single
    union select lexeme from word where lexeme <> ''
    union select lexeme from accented
    order by lexeme);
end;

-- One function for what is stored and what is asked.
create or replace function aimi_lexemes(text) returns text[]
  language sql immutable parallel safe
  return case when octet_length($1) = length($1) then aimi_english($1) else aimi_wide_lexemes($1) end;

-- What is stored is found by the new words from here on. Forced policies hold for the owner too. The tables are
-- locked all at once or not at all: a request holds some of them while it waits for another.
do $$ begin
  for attempt in 1..600 loop
    begin
      lock table messages, postings, memory_versions, memory_postings in access exclusive mode nowait;
      return;
    exception when lock_not_available then perform pg_sleep(0.05);
    end;
  end loop;
  raise 'messages and memories are in use without a pause: run the migrations again at a quieter time';
end $$;

alter table messages no force row level security;
alter table postings no force row level security;
alter table memory_versions no force row level security;
alter table memory_postings no force row level security;

-- Short texts in ASCII alone have the words that they had.
create function aimi_cut_anew(text) returns boolean
  language sql immutable
  return octet_length($1) > least(length($1), 1000);

delete from postings p using messages m
where m.id = p.message_id and aimi_cut_anew(concat_ws(' ', m.name, m.content));

with spoken as materialized (
  select tenant_id, owner_id, id, aimi_lexemes(concat_ws(' ', name, content)) as lexemes from messages
  where archived_at is null and aimi_cut_anew(concat_ws(' ', name, content))
)
insert into postings (tenant_id, lexeme, owner_id, message_id, length)
select tenant_id, lexeme, owner_id, id, cardinality(lexemes) from spoken, unnest(lexemes) as lexeme;

delete from memory_postings p using memory_versions v where v.id = p.version_id and aimi_cut_anew(v.content);

insert into memory_postings
select posting.* from memory_versions v, aimi_version_postings(v.tenant_id, v.owner_id, v.id, v.content) as posting
where aimi_cut_anew(v.content);

drop function aimi_cut_anew(text);

alter table messages force row level security;
alter table postings force row level security;
alter table memory_versions force row level security;
alter table memory_postings force row level security;
