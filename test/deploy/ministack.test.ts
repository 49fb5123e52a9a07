import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, onTestFailed } from "vitest";
import WebSocket from "ws";
import { learnOverSessions } from "#test/walks/learn-over-sessions.ts";
import { remindEveryDay } from "#test/walks/remind-every-day.ts";
import { deployLocal, type LocalDeployment } from "../../bin/local-deployment/deploy-local.ts";
import { say } from "../../bin/smoke/walk-chat.ts";
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
  expect(steps).toHaveLength(14);
});

it("answers at the streaming function URL too", async () => {
  onTestFailed(() => console.error(emulator.log().slice(-20_000)));
  const answer = await fetch(`${deployment.streamUrl}/health`);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ status: "healthy" });
});

it("remembers over server-sent events what it was told over the socket, and names it", async () => {
  onTestFailed(() => console.error(emulator.log().slice(-20_000)));
  const socket = new WebSocket(`${deployment.wsUrl}?user_id=clara`);
  await once(socket, "open");
  const told = { id: "m1", conversation_id: "first", text: "My canary is called Pavarotti." };
  const { text } = await say(socket, told);
  expect(text).not.toBe("");
  socket.terminate();

  const answer = await fetch(`${deployment.streamUrl}/v1/chat`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-user-id": "clara" },
    body: JSON.stringify({ message: "What is my canary called?", conversation_id: "second" }),
  });
  expect(answer.status).toBe(200);
  const events = await answer.text();
  expect(events).toMatch(/^event: chat.accepted\n/);
  const done = JSON.parse(/event: chat\.done\n(?:id: .*\n)?data: (.*)/.exec(events)![1]!);
  expect(done.text).toContain("Pavarotti");
  expect(done.memories.map(({ content }: { content: string }) => content)).toContain(told.text);

  const plain = await fetch(`${deployment.streamUrl}/chat`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-user-id": "clara" },
    body: JSON.stringify({ message: "Hello, my name is Clara", conversation_id: null }),
  });
  const lines = (await plain.text()).trimEnd().split("\n\n");
  expect(lines[0]).toMatch(/^data: \{"chunk": "/);
  expect(lines.at(-1)).toMatch(/^data: \{"chunk": "", "done": true, "conversation_id": "[^"]+"\}$/);
});

it("learns over three sessions, and answers with what holds now", async () => {
  onTestFailed(() => console.error(emulator.log().slice(-20_000)));
  const { httpUrl: url, wsUrl } = deployment;
  await learnOverSessions({ url, wsUrl, tenant: "default", user: "nora" });
});

it("reminds two devices at the time that was asked for in words, and makes the next day's schedule", async () => {
  onTestFailed(() => console.error(emulator.log().slice(-20_000)));
  const { httpUrl: url, wsUrl } = deployment;
  await remindEveryDay({ url, wsUrl, awsUrl: emulator.endpoint, tenant: "default", user: "rosa" });
});

it("is deployed again over itself in strict mode, keeps what it stored, and refuses what it should", async () => {
  onTestFailed(() => console.error(emulator.log().slice(-20_000)));
  const stored = await fetch(`${deployment.httpUrl}/v1/messages`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ conversation_id: "kept", role: "user", content: "Keep this sentence." }),
  });
  expect(stored.status).toBe(201);
  const { id } = (await stored.json()) as { id: string };

  await deployment.close();
  const operatorKey = "an-operators-key-of-this-run";
  const environment = { AIMI_AUTH_MODE: "strict", AIMI_API_KEYS: operatorKey };
  deployment = await deployLocal({ endpoint: emulator.endpoint, folder, environment });

  const { httpUrl, wsUrl } = deployment;
  const ask = (path: string, key?: string, method = "GET") =>
    fetch(httpUrl + path, { method, headers: key === undefined ? {} : { "x-api-key": key } });
  const read = await ask(`/v1/messages/${id}`, operatorKey);
  expect(read.status).toBe(200);
  expect(await read.json()).toMatchObject({ content: "Keep this sentence." });

  const path = `/v1/messages/${id}`;
  const wrong = `${operatorKey}x`;
  expect([(await ask(path)).status, (await ask(path, wrong)).status]).toEqual([401, 401]);
  const token = { headers: { authorization: "Bearer not.a.token" } };
  expect((await fetch(httpUrl + path, token)).status).toBe(401);
  expect((await ask("/v1/auth/dev", operatorKey, "POST")).status).toBe(404);
  expect((await ask("/metrics")).status).toBe(401);
  expect((await ask("/health")).status).toBe(200);
  expect(await opens(wsUrl, {})).toBe(false);
  expect(await opens(wsUrl, { "x-api-key": wrong, "x-user-id": "anna" })).toBe(false);
  expect(await opens(wsUrl, { "x-api-key": operatorKey, "x-user-id": "anna" })).toBe(true);
});

/** Whether a socket is let in. */
async function opens(wsUrl: string, headers: Readonly<Record<string, string>>): Promise<boolean> {
  const socket = new WebSocket(wsUrl, { headers, handshakeTimeout: 30_000 });
  const { promise, resolve } = Promise.withResolvers<boolean>();
  socket.on("open", () => resolve(true));
  socket.on("error", () => resolve(false));
  try {
    return await promise;
  } finally {
    socket.terminate();
  }
}
