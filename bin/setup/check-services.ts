import { setTimeout as sleep } from "node:timers/promises";
import { neon, neonConfig } from "@neondatabase/serverless";
import { Redis } from "@upstash/redis";
import { reachWithoutTls } from "#shared/adapters/postgres/reach-without-tls.ts";
import { SetupFailed } from "./setup-failed.ts";

const deadlineMs = 20_000;
const attempts = 5;

/** Asks as the functions will: over HTTP, with the app's login. */
export async function checkAppLogin(url: string, { justChanged }: { justChanged: boolean }): Promise<void> {
  reachWithoutTls(neonConfig, url);
  const sql = neon(url, { fetchOptions: { signal: AbortSignal.timeout(deadlineMs) } });
  const ask = () =>
    sql`select current_user as login, rolbypassrls as bypasses from pg_roles where rolname = current_user`;
  // Neon's proxy may know the password of a moment ago.
  const [row] = await retry(ask, justChanged ? attempts : 1).catch((error) => {
    const remedy = "If its password is lost, run setup again with --rotate.";
    throw new SetupFailed("Postgres does not let the app's login in", remedy, error);
  });
  if (row?.login !== "aimi_app" || row.bypasses) {
    throw new SetupFailed(`The app would run as ${row?.login}`, "Run setup again with --rotate.");
  }
}

export async function checkRedis(url: string, token: string): Promise<void> {
  const redis = new Redis({ url, token, retry: false, signal: AbortSignal.timeout(deadlineMs) });
  const answer = await redis.ping().catch((error) => {
    const remedy = "Check UPSTASH_REDIS_REST_URL and UPSTASH_REDIS_REST_TOKEN in Upstash's console.";
    throw new SetupFailed("Upstash does not answer PING", remedy, error);
  });
  if (answer !== "PONG")
    throw new SetupFailed("Upstash answers PING strangely", "Check UPSTASH_REDIS_REST_URL.");
}

async function retry<T>(ask: () => Promise<T>, left: number): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (left <= 1) throw error;
    await sleep(2_000);
    return await retry(ask, left - 1);
  }
}
