import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, onTestFailed } from "vitest";
import { deployLocal, type LocalDeployment } from "../../bin/local-deployment/deploy-local.ts";
import { walkDeployment } from "../../bin/smoke/walk-deployment.ts";
import { type MiniStack, startMiniStack } from "./start-ministack.ts";

let folder: string;
let emulator: MiniStack;
let deployment: LocalDeployment;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "aimi-deploy-"));
  emulator = await startMiniStack(process.env.MINISTACK ?? "ministack");
  deployment = await deployLocal({ endpoint: emulator.endpoint, folder, environment: {} });
});

afterAll(async () => {
  await deployment?.close();
  await emulator?.close();
  await rm(folder, { recursive: true, force: true });
});

it("carries the whole path once deployed", async () => {
  onTestFailed(() => console.error(emulator.log().slice(-20_000)));
  const steps: string[] = [];
  const { httpUrl: url, wsUrl } = deployment;
  for await (const step of walkDeployment({ url, wsUrl })) steps.push(step);
  expect(steps).toHaveLength(10);
});

it("answers at the streaming function URL too", async () => {
  onTestFailed(() => console.error(emulator.log().slice(-20_000)));
  const answer = await fetch(`${deployment.streamUrl}/health`);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ status: "healthy" });
});

it("is deployed again over itself, and keeps what it stored", async () => {
  onTestFailed(() => console.error(emulator.log().slice(-20_000)));
  const stored = await fetch(`${deployment.httpUrl}/v1/messages`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ conversation_id: "kept", role: "user", content: "Keep this sentence." }),
  });
  expect(stored.status).toBe(201);
  const { id } = (await stored.json()) as { id: string };

  await deployment.close();
  deployment = await deployLocal({ endpoint: emulator.endpoint, folder, environment: {} });

  const read = await fetch(`${deployment.httpUrl}/v1/messages/${id}`);
  expect(read.status).toBe(200);
  expect(await read.json()).toMatchObject({ content: "Keep this sentence." });
});
