import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { refreshTokensContract } from "#shared/wire/http/tokens.ts";
import { type Answer, call, refusal } from "./call.ts";
import { startOwnCloud } from "./own-cloud.ts";
import { refresh } from "./sign-in-client.ts";

const { url, redis, postgres } = await startOwnCloud({
  settings: { AIMI_AUTH_MODE: "strict", AIMI_API_KEYS: "an-operator-key-of-a-test" },
});
const { address, account } = refreshTokensContract.limits!;
const anyToken = () => `aimi_rt_${randomBytes(32).toString("base64url")}`;

/** Asks until it is told to slow down: a minute may end in between, so up to twice as often as it may. */
async function askUntilRefused(limit: number, ask: () => Promise<Answer>): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  while (answers.length < 2 * limit + 2 && answers.at(-1)?.status !== 429) answers.push(await ask());
  return answers;
}

test("an open door asks Redis once, and no more of Postgres than the answer needs", async () => {
  await refresh(url, anyToken());
  const before = [redis.commandCount(), postgres.requestCount()];
  expect((await refresh(url, anyToken())).status).toBe(401);
  expect([redis.commandCount() - before[0]!, postgres.requestCount() - before[1]!]).toEqual([1, 1]);
});

test("a token that is presented again and again is slowed down, and other tokens are not", async () => {
  const token = anyToken();
  const answers = await askUntilRefused(account!, () => refresh(url, token));
  expect(answers.length).toBeGreaterThan(account!);
  const refused = answers.at(-1)!;
  expect([refused.status, refusal(refused).code]).toEqual([429, "rate_limited"]);
  expect(refused.headers.get("ratelimit-limit")).toBe(String(account));
  expect(refused.headers.get("ratelimit-remaining")).toBe("0");
  expect(refused.headers.get("ratelimit-reset")).toBe(refused.headers.get("retry-after"));
  expect((await refresh(url, anyToken())).status).toBe(401);
});

test("an address that tries many tokens is slowed down whatever it tries, and whatever it says of itself", async () => {
  let tried = 0;
  const answers = await askUntilRefused(address!, () =>
    call(`${url}/v1/auth/refresh`, {
      body: { refresh_token: anyToken() },
      headers: { "x-aimi-viewer": `198.51.100.${tried++}`, "x-forwarded-for": `203.0.113.${tried}` },
    }),
  );
  expect(answers.at(-1)?.status).toBe(429);
  expect(answers.slice(0, -1).map(({ status }) => status)).not.toContain(429);
  const shapeless = await call(`${url}/v1/auth/refresh`, { body: {} });
  expect([400, 429]).toContain(shapeless.status);
  expect((await call(`${url}/health`)).status).toBe(200);
});
