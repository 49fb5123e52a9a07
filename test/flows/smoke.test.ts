import { expect, inject, test } from "vitest";
import { type WalkOptions, walkDeployment } from "../../bin/smoke/walk-deployment.ts";
import { startOwnCloud } from "./own-cloud.ts";
import { rowsOf } from "./rows.ts";

const key = "an-operator-key-of-a-walk";
const cloud = await startOwnCloud({ settings: { AIMI_AUTH_MODE: "strict", AIMI_API_KEYS: key } });

async function stepsOf(options: WalkOptions): Promise<string[]> {
  const steps: string[] = [];
  for await (const step of walkDeployment(options)) steps.push(step);
  return steps;
}

test("the walk needs no more than a key, and takes away what it said", async () => {
  const steps = await stepsOf({ url: cloud.url, key });
  expect(steps).toContain("the WebSocket connects");
  expect(steps.at(-1)).toBe("DELETE /v1/conversations erases what was said to the coach");
  const left = await rowsOf(cloud.environment).count("default");
  expect(left).toMatchObject({ conversations: 0, messages: 0, memories: 0, turns: 0, sessions: 0 });
});

test("in development it needs no key, and has a tenant of its own", async () => {
  expect(await stepsOf({ url: inject("cloud").url })).toHaveLength(14);
});
