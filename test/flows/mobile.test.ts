import { afterAll, describe, expect, test, vi } from "vitest";
import { tokensResponse } from "#shared/wire/http/tokens.ts";
import { deletion } from "#shared/wire/http/users.ts";
import { makeSub, startLocalApple } from "#test/apple/start-local-apple.ts";
import { call, shaped } from "./call.ts";
import { startOwnCloud } from "./own-cloud.ts";
import { callAs, refresh } from "./sign-in-client.ts";
import { openSocket, refusedHandshake } from "./socket-client.ts";

const operator = { "x-api-key": "an-operator-key-of-a-test" };
const apple = await startLocalApple();
afterAll(() => apple.close());
const cloud = await startOwnCloud({
  settings: { ...apple.settings, AIMI_AUTH_MODE: "strict", AIMI_API_KEYS: operator["x-api-key"] },
});
const { url } = cloud;

describe("a phone", () => {
  test("signs in with Apple, talks, stays signed in, and leaves nothing behind", {
    timeout: 150_000,
  }, async () => {
    const sub = makeSub();
    const answer = await call(`${url}/v1/auth/apple`, {
      body: {
        identity_token: await apple.identityToken({ sub }),
        authorization_code: apple.issueCode(sub),
        full_name: { givenName: "Anna" },
        device_name: "Anna's phone",
      },
    });
    expect(answer.status, answer.text).toBe(200);
    const first = shaped(tokensResponse, answer.json());
    expect(first.user).toMatchObject({ id: `apple.${sub}`, name: "Anna" });
    const grants = apple.refreshTokens().length;

    const draft = { conversation_id: "coach", role: "user", content: "I want to run ten kilometres" };
    expect((await callAs(url, first.access_token, "/v1/messages", { body: draft })).status).toBe(201);
    const asked = await callAs(url, first.access_token, "/v1/memory/search?query=kilometres");
    expect(asked.json()).toMatchObject({ results: [{ content: draft.content }] });

    const issued = await callAs(url, first.access_token, "/v1/auth/ws-ticket", { method: "POST" });
    const { ticket } = issued.json() as { ticket: string };
    const door = `${cloud.wsUrl}?ticket=${ticket}`;
    const socket = await openSocket(door);
    socket.send({ type: "ping" });
    expect(await socket.next()).toEqual({ type: "pong" });
    expect(await refusedHandshake(door)).toBe(403);

    const renewed = await refresh(url, first.refresh_token);
    expect(renewed.status, renewed.text).toBe(200);
    const second = shaped(tokensResponse, renewed.json());
    expect((await callAs(url, second.access_token, "/v1/users/me")).json()).toMatchObject({ name: "Anna" });
    const devices = await callAs(url, second.access_token, "/v1/auth/devices");
    expect(devices.json()).toMatchObject({ items: [{ device_name: "Anna's phone" }] });

    const left = await callAs(url, second.access_token, "/v1/users/me", { method: "DELETE" });
    expect(left.status, left.text).toBe(202);
    const { deletion_id } = shaped(deletion, left.json());
    await socket.closed;
    expect((await callAs(url, second.access_token, "/v1/users/me")).status).not.toBe(200);
    expect((await refresh(url, second.refresh_token)).status).toBe(401);

    const state = async () => {
      await cloud.lambda.invoke("outbox-sweep", {});
      const path = `${url}/v1/admin/deletions/${deletion_id}?tenant_id=default`;
      return shaped(deletion, (await call(path, { headers: operator })).json());
    };
    const isDone = async () => (await state()).status === "done";
    await vi.waitUntil(isDone, { timeout: 120_000, interval: 1_000 });
    expect((await state()).erased).toMatchObject({ messages: 1 });
    expect(apple.callCount("/auth/revoke")).toBe(1);
    expect(apple.refreshTokens()).toHaveLength(grants - 1);
  });
});
