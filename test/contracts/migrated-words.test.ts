import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readMigrations } from "#shared/adapters/postgres/migrations/read-migrations.ts";
import { runMigrations } from "#shared/adapters/postgres/migrations/run-migrations.ts";
import { askAs } from "./ask-as.ts";
import { type OwnDatabase, startOwnDatabase } from "./start-own-database.ts";

const texts = {
  english: "the quick brown fox",
  chinese: "我昨天在北京买了书",
  russian: "МОСКВА",
  emoji: "👍🏽",
  long: `${"a".repeat(1500)} ${"word ".repeat(100)}`,
  archived: "在北京",
};
type Kind = keyof typeof texts;
const kinds = Object.keys(texts) as Kind[];
const tenants = ["acme", "other"];
const tables = ["messages", "postings", "memory_versions", "memory_postings"];

const before = [
  "insert into tenants (id, name, created_at) values (aimi_tenant(), 'T', now())",
  `insert into conversations (id, tenant_id, owner_id, client_id, created_at)
   values (md5(aimi_tenant())::uuid, aimi_tenant(), aimi_owner_id(aimi_tenant(), null), 'c', now())`,
  `insert into messages
     (id, tenant_id, owner_id, conversation_id, role, name, content, metadata, importance, text_hash, created_at, archived_at)
   select md5(aimi_tenant() || kind)::uuid, aimi_tenant(), aimi_owner_id(aimi_tenant(), null),
     md5(aimi_tenant())::uuid, 'user', 'Ana', content, '{}', 0.5, '\\x00', now(), case kind when 'archived' then now() end
   from unnest($1::text[], $2::text[]) as said (kind, content)`,
  `insert into postings (tenant_id, lexeme, owner_id, message_id, length)
   select tenant_id, lexeme, owner_id, id, cardinality(aimi_lexemes(concat_ws(' ', name, content)))
   from messages, unnest(aimi_lexemes(concat_ws(' ', name, content))) as lexeme where archived_at is null`,
  `insert into memories (id, tenant_id, owner_id, provenance, created_at)
   select id, tenant_id, owner_id, 'client', now() from messages`,
  `insert into memory_versions (id, tenant_id, owner_id, memory_id, version, reason, type, content, text_hash,
     importance, status, metadata, created_at)
   select id, tenant_id, owner_id, id, 1, 'created', 'fact', content, text_hash, 0.5, 'active', '{}', now() from messages`,
  `insert into memory_postings
   select posting.* from memory_versions v, aimi_version_postings(v.tenant_id, v.owner_id, v.id, v.content) as posting`,
];

let database: OwnDatabase;
const asTenant = <Row>(tenant: string, text: string, values: readonly unknown[] = []) =>
  askAs<Row>(database.appUrl, { scope: "tenant", tenant, user: "" }, text, values);

beforeAll(async () => {
  database = await startOwnDatabase();
  const migrations = await readMigrations(new URL("../../migrations", import.meta.url).pathname);
  const words = migrations.findIndex(({ name }) => name === "0009_lexemes.sql");
  const { ownerUrl } = database;
  await runMigrations({ ownerUrl, migrations: migrations.slice(0, words) });
  for (const tenant of tenants) {
    for (const statement of before) {
      await asTenant(tenant, statement, statement.includes("$1") ? [kinds, Object.values(texts)] : []);
    }
  }
  await runMigrations({ ownerUrl, migrations });
});
afterAll(() => database.close());

interface Posting {
  readonly kind: string;
  readonly lexeme: string;
  readonly length: number;
}
const said = `select kind, lexeme, length from postings,
  unnest($1::text[]) as kind where message_id = md5(aimi_tenant() || kind)::uuid`;
const believed = `select kind, lexeme, length from memory_postings,
  unnest($1::text[]) as kind where version_id = md5(aimi_tenant() || kind)::uuid`;
const expected = (kind: Kind, text: string) =>
  `select '${kind}' as kind, lexeme, cardinality(words) as length
   from (select aimi_lexemes('${text}') as words) as cut, unnest(words) as lexeme`;

const sorted = (postings: readonly Posting[]) =>
  postings.map(({ kind, lexeme, length }) => `${kind} ${lexeme} ${length}`).toSorted();

describe.each(tenants)("what tenant %s had stored before words were cut anew", (tenant) => {
  test.each(kinds.filter((kind) => kind !== "archived"))("has the words of today: %s", async (kind) => {
    const message = await asTenant<Posting>(tenant, said, [[kind]]);
    expect(message.length).toBeGreaterThan(0);
    const words = await asTenant<Posting>(tenant, expected(kind, `Ana ${texts[kind]}`));
    expect(sorted(message)).toEqual(sorted(words));
    const memory = await asTenant<Posting>(tenant, believed, [[kind]]);
    const ofMemory = await asTenant<Posting>(tenant, expected(kind, texts[kind]));
    expect(sorted(memory)).toEqual(sorted(ofMemory));
  });

  test("is not found where it is archived", async () => {
    expect(await asTenant(tenant, said, [["archived"]])).toEqual([]);
  });

  test("leaves no posting of anything else", async () => {
    const [{ count } = { count: -1 }] = await asTenant<{ count: number }>(
      tenant,
      "select count(*)::int from postings where message_id not in (select id from messages)",
    );
    expect(count).toBe(0);
  });
});

test("a word inside a Chinese sentence is a posting now, and the sentence no longer is", async () => {
  const lexemes = (await asTenant<Posting>("acme", said, [["chinese"]])).map(({ lexeme }) => lexeme);
  expect(lexemes).toContain("北京");
  expect(lexemes).not.toContain(texts.chinese);
});

test("row-level security binds the owner as before", async () => {
  const forced = await askAs<{ relname: string }>(
    database.ownerUrl,
    {},
    "select relname from pg_class where relname = any ($1) and relrowsecurity and relforcerowsecurity",
    [tables],
  );
  expect(forced.map(({ relname }) => relname).toSorted()).toEqual(tables.toSorted());
});
