import { Client, neon, neonConfig } from "@neondatabase/serverless";
import { afterEach, beforeEach, expect, it } from "vitest";
import { stageNamed } from "#infra/stages.ts";
import { type LocalAws, startAws } from "#local/aws/start-aws.ts";
import { clientsFor, emptyCloud } from "#local/aws/test-clients.ts";
import { type LocalPostgres, startPostgres } from "#local/postgres/start-postgres.ts";
import { type LocalRedis, startRedis } from "#local/redis/start-redis.ts";
import { reachWithoutTls } from "#shared/adapters/postgres/reach-without-tls.ts";
import { setupStage } from "../../bin/setup/setup-stage.ts";
import { readSecret, type Settings } from "../../bin/setup/stage-secrets.ts";

let postgres: LocalPostgres;
let redis: LocalRedis;
let aws: LocalAws;
let lines: string[];

beforeEach(async () => {
  postgres = await startPostgres({ dataDir: null });
  redis = await startRedis({ dataDir: null });
  aws = await startAws(emptyCloud);
  lines = [];
  reachWithoutTls(neonConfig, postgres.ownerUrl);
});

afterEach(async () => {
  await aws.close();
  await redis.close();
  await postgres.close();
});

/** Deployed, but by a name that may do without TLS, which the local Postgres does not speak. */
const stage = { ...stageNamed("dev"), name: "local" };

const everything = () => ({
  DATABASE_OWNER_URL: postgres.ownerUrl,
  UPSTASH_REDIS_REST_URL: redis.url,
  UPSTASH_REDIS_REST_TOKEN: redis.token,
  AIMI_LLM_API_KEY: "sk-of-a-provider",
});

async function setup(given: Record<string, string>, { rotate = false } = {}): Promise<void> {
  const { secrets } = clientsFor(aws.url);
  const say = (line: string) => lines.push(line);
  await setupStage({ stage, given, rotate, secrets, say });
}

async function secretOf(name: string): Promise<Settings> {
  return (await readSecret(clientsFor(aws.url).secrets, name)) ?? {};
}

async function asOwner(...statements: string[]): Promise<void> {
  const client = new Client(postgres.ownerUrl);
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

it("fills the app's secret and keeps the owner's login in one of its own", async () => {
  await setup(everything());
  const app = await secretOf("aimi/local");
  expect(app).toMatchObject({ UPSTASH_REDIS_REST_URL: redis.url, AIMI_LLM_API_KEY: "sk-of-a-provider" });
  expect(app.AIMI_JWT_SECRET).toHaveLength(43);
  expect(app.AIMI_ORIGIN_SECRET).toHaveLength(43);
  expect(app).not.toHaveProperty("DATABASE_OWNER_URL");
  expect(await secretOf("aimi/local/owner")).toEqual({ DATABASE_OWNER_URL: postgres.ownerUrl });
});

it("gives the app a login that row-level security binds", async () => {
  await setup(everything());
  const { DATABASE_URL = "" } = await secretOf("aimi/local");
  const rows = await neon(DATABASE_URL)`
    select rolname, rolbypassrls, rolsuper from pg_roles where rolname = current_user`;
  expect(rows).toEqual([{ rolname: "aimi_app", rolbypassrls: false, rolsuper: false }]);
});

it("prints no secret", async () => {
  await setup({ ...everything(), AIMI_API_KEYS: "an-operator's-key-of-a-good-length" });
  const app = await secretOf("aimi/local");
  for (const [name, value] of Object.entries(app)) {
    if (value.length > 8) expect(lines.join("\n"), name).not.toContain(value);
  }
});

it("changes nothing the second time, and needs nothing given again", async () => {
  await setup(everything());
  const before = await secretOf("aimi/local");
  await setup({});
  expect(await secretOf("aimi/local")).toEqual(before);
  expect(lines).toContain("ok    secret aimi/local unchanged");
});

it("takes a new value and keeps the others", async () => {
  await setup(everything());
  const before = await secretOf("aimi/local");
  await setup({ AIMI_LLM_API_KEY: "sk-another" });
  expect(await secretOf("aimi/local")).toEqual({ ...before, AIMI_LLM_API_KEY: "sk-another" });
});

it("makes a new password when told to, and the old one no longer lets in", async () => {
  await setup(everything());
  const { DATABASE_URL: old = "" } = await secretOf("aimi/local");
  await setup({}, { rotate: true });
  const { DATABASE_URL: fresh = "" } = await secretOf("aimi/local");
  await expect(neon(fresh)`select 1 as one`).resolves.toEqual([{ one: 1 }]);
  await expect(neon(old)`select 1 as one`).rejects.toThrow(/password authentication failed/);
});

it("says so when the password that it holds no longer lets in", async () => {
  await setup(everything());
  await asOwner("alter role aimi_app password 'changed-behind-our-back'");
  await expect(setup({})).rejects.toThrow(/does not let the app's login in[\s\S]*--rotate/);
});

it("names every missing and every wrong setting at once", async () => {
  const refused = setup({ AIMI_EMBEDDING_DIMENSIONS: "many" });
  await expect(refused).rejects.toThrow(/DATABASE_OWNER_URL is missing/);
  const message = await refused.catch((error: Error) => error.message);
  for (const name of ["UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN", "AIMI_LLM_API_KEY"]) {
    expect(message).toContain(`${name} is missing`);
  }
  expect(message).toContain("AIMI_EMBEDDING_DIMENSIONS must be a whole number");
  expect(await secretOf("aimi/local")).toEqual({});
});

it("leaves the login alone while Upstash does not answer", async () => {
  await expect(setup({ ...everything(), UPSTASH_REDIS_REST_TOKEN: "wrong" })).rejects.toThrow(/Upstash/);
  await expect(neon(postgres.appUrl)`select 1 as one`).resolves.toEqual([{ one: 1 }]);
});

it("refuses a login that owns something", async () => {
  await asOwner(
    "grant aimi_app to current_user with set true",
    "grant create on schema public to aimi_app",
    "create table belongings (id int)",
    "alter table belongings owner to aimi_app",
  );
  await expect(setup(everything())).rejects.toThrow(/owns objects/);
});

it("is not for the emulated stage", async () => {
  const { secrets } = clientsFor(aws.url);
  const say = (line: string) => lines.push(line);
  const refused = setupStage({ stage: stageNamed("local"), given: {}, rotate: false, secrets, say });
  await expect(refused).rejects.toThrow(/deploy:local/);
});

it("refuses a database without TLS for a deployed stage", async () => {
  const { secrets } = clientsFor(aws.url);
  const say = (line: string) => lines.push(line);
  const refused = setupStage({ stage: stageNamed("dev"), given: everything(), rotate: false, secrets, say });
  await expect(refused).rejects.toThrow(/must use TLS/);
});
