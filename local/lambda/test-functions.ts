import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { FunctionError } from "./function-error.ts";
import { type LocalFunctions, startFunctions } from "./start-functions.ts";
import { type Bundles, writeBundles } from "./write-bundles.ts";

const sources = {
  echo: `
    import { threadId } from "node:worker_threads";
    export async function handler(event, context) {
      if (event.sleepMs) await new Promise((r) => setTimeout(r, event.sleepMs));
      if (event.log) { console.log(event.log); console.error("second\\nthird"); }
      return { event, threadId, env: { ...process.env }, context: { ...context, left: context.getRemainingTimeInMillis() } };
    }`,
  nothing: `export const handler = async () => {};`,
  throws: `export const handler = async () => { throw new TypeError("no such thing"); };`,
  hangs: `export const handler = async () => { for (;;) {} };`,
  exits: `export const handler = async (event) => { if (event.exit !== undefined) process.exit(event.exit); return "alive"; };`,
  rejects: `let calls = 0; export const handler = async (event) => {
    if (event.count) return (calls += 1);
    if (event.later) { setTimeout(() => Promise.reject(new Error("late")), 5); return (calls += 1); }
    Promise.reject(new Error("nobody waits")); await new Promise((r) => setTimeout(r, 1000)); };`,
  missing: `import "./not-there.mjs"; export const handler = async () => 1;`,
  unexported: `export const other = 1;`,
  big: `export const handler = async (event) => "x".repeat(event.length);`,
  hungry: `export const handler = async () => { const all = []; for (;;) all.push(new Array(100000).fill({}).map(() => ({}))); };`,
};

export let bundles: Bundles;
export let functions: LocalFunctions;
export const lines: string[] = [];

export function start(maxConcurrency?: number): LocalFunctions {
  const settings = Object.keys(sources).map((name) => [
    name,
    {
      timeoutSeconds: name === "hangs" ? 1 : 10,
      memoryMb: name === "hungry" ? 128 : 256,
      env: { OWN: name },
    },
  ]);
  return startFunctions({
    bundlesDir: bundles.folder,
    env: { SHARED: "yes", AWS_REGION: "eu-central-1" },
    functions: Object.fromEntries(settings),
    ...(maxConcurrency && { maxConcurrency }),
    onLog: (name, line) => lines.push(`${name}: ${line}`),
  });
}

export async function failure(name: string, event: unknown = {}): Promise<FunctionError> {
  const error = await functions.invoke(name, event).then(
    () => undefined,
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(FunctionError);
  return error;
}

export interface Echo {
  event: unknown;
  threadId: number;
  env: Record<string, string>;
  context: Record<string, unknown>;
}
export const echo = async (event: unknown = {}) => (await functions.invoke("echo", event)) as Echo;

beforeAll(async () => {
  bundles = await writeBundles(sources);
  functions = start();
});
afterEach(async () => {
  for (const [name, code] of Object.entries(sources)) await bundles.write(name, code);
});
afterAll(async () => {
  await functions.close();
  await bundles.remove();
});
