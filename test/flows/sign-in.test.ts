import { randomBytes } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { pageOf } from "#shared/wire/http/page.ts";
import { pushDevice } from "#shared/wire/http/push-devices.ts";
import { device } from "#shared/wire/http/tokens.ts";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { call, refusal, shaped } from "./call.ts";
import { startOwnCloud } from "./own-cloud.ts";
import { rowsOf } from "./rows.ts";
import { startSecondInstance } from "./second-instance.ts";
import { callAs, type Device, refresh, refreshed, signIn } from "./sign-in-client.ts";
import { openSocket, refusedHandshake } from "./socket-client.ts";

const cloud = await startOwnCloud();
const { url, wsUrl } = cloud;
const hasty = await startSecondInstance(cloud, { AIMI_JWT_ACCESS_EXPIRES_SECONDS: "1" });
const rows = rowsOf(cloud.environment);

const search = "/v1/memory/search?query=python";
const draft = { conversation_id: "c", role: "user", content: "I love Python" };
const devicesOf = async (holder: Device) => {
  const answer = await holder.as("/v1/auth/devices");
  expect(answer.status, answer.text).toBe(200);
  return shaped(pageOf(device), answer.json()) as {
    items: { id: string; current: boolean; device_name: string | null }[];
    next_cursor: string | null;
  };
};
const statusOf = async (holder: Device, path = search) => (await holder.as(path)).status;

describe("a person", () => {
  test("signs in, writes and finds what is theirs, and nobody else's", async () => {
    const tenant_id = uniqueTenant();
    const [anna, ben] = [
      await signIn(url, { tenant_id, user_id: "anna", device_name: "Anna's phone" }),
      await signIn(url, { tenant_id, user_id: "ben" }),
    ];
    expect(anna.user).toMatchObject({ id: "anna", tenant_id, name: null, email: null });
    expect(anna.expires_in).toBe(900);
    expect((await anna.as("/v1/messages", { body: draft })).status).toBe(201);
    const foundBy = async (who: Device) =>
      ((await who.as(search)).json() as { results: unknown[] }).results.length;
    expect([await foundBy(anna), await foundBy(ben)]).toEqual([1, 0]);
  });

  test("is refused whatever is not theirs to do", async () => {
    const tenant_id = uniqueTenant();
    const anna = await signIn(url, { tenant_id, user_id: "anna" });
    const codeOf = async (path: string, request = {}) => refusal(await anna.as(path, request)).code;
    expect(await codeOf(search, { headers: { "x-user-id": "ben" } })).toBe("forbidden");
    expect(await codeOf(`${search}&user_id=ben`)).toBe("forbidden");
    expect(await codeOf(`${search}&tenant_id=another`)).toBe("forbidden");
    expect(await codeOf("/v1/messages", { body: { ...draft, user_id: "ben" } })).toBe("forbidden");
    for (const path of ["/v1/admin/api-keys", "/v1/admin/tenants", "/metrics"])
      expect(await codeOf(path)).toBe("forbidden");
    expect((await anna.as(search, { headers: { "x-user-id": "anna" } })).status).toBe(200);
    expect((await anna.as(`${search}&user_id=anna&tenant_id=${tenant_id}`)).status).toBe(200);
  });

  test("counts for the limit that an operator gave the tenant", async () => {
    const tenant_id = uniqueTenant();
    const body = { limits: { requests_per_minute: 2 } };
    await call(`${url}/v1/admin/tenants/${tenant_id}`, { method: "PATCH", body });
    const anna = await signIn(url, { tenant_id, user_id: "anna" });
    const answer = await anna.as(search);
    expect(answer.headers.get("ratelimit-limit")).toBe("2");
    // Five calls are of two minutes at most: one of these saw three.
    const statuses: number[] = [];
    for (let time = 0; time < 4; time++) statuses.push(await statusOf(anna));
    expect(statuses).toContain(429);
  });

  test("named by nobody is the developer", async () => {
    const { user } = await signIn(url, { tenant_id: uniqueTenant() });
    expect(user.id).toBe("dev-user");
  });

  test("may open a socket with the token", async () => {
    const { access_token } = await signIn(url, { tenant_id: uniqueTenant(), user_id: "anna" });
    const headers = { authorization: `Bearer ${access_token}` };
    const socket = await openSocket(wsUrl, headers);
    socket.send({ type: "ping" });
    expect(await socket.next()).toEqual({ type: "pong" });
    await socket.close();
    expect(await refusedHandshake(`${wsUrl}?user_id=ben`, headers)).toBe(403);
  });
});

test("a token is refused once it has expired, and its person goes on by refreshing", async () => {
  const anna = await signIn(hasty, { tenant_id: uniqueTenant(), user_id: "anna" });
  expect(anna.expires_in).toBe(1);
  await setTimeout(2_000);
  expect(refusal(await anna.as(search)).code).toBe("unauthenticated");
  const next = await refreshed(url, anna.refresh_token);
  expect((await callAs(url, next.access_token, search)).status).toBe(200);
});

describe("a refresh token", () => {
  test("is exchanged for the next pair of the same person", async () => {
    const anna = await signIn(url, { tenant_id: uniqueTenant(), user_id: "anna" });
    const next = await refreshed(url, anna.refresh_token);
    expect(next.user).toEqual(anna.user);
    expect(next.access_token).not.toBe(anna.access_token);
    expect((await callAs(url, next.access_token, search)).status).toBe(200);
    await refreshed(url, next.refresh_token);
  });

  test("whose answer was lost is good once more, in place of what was lost", async () => {
    const anna = await signIn(url, { tenant_id: uniqueTenant(), user_id: "anna" });
    const lost = await refreshed(url, anna.refresh_token);
    const found = await refreshed(url, anna.refresh_token);
    for (const token of [anna.refresh_token, lost.refresh_token])
      expect(refusal(await refresh(url, token)).code).toBe("unauthenticated");
    expect(await statusOf(anna)).toBe(200);
    await refreshed(url, found.refresh_token);
  });

  test("that comes again later signs the device out, on every instance", async () => {
    const tenant_id = uniqueTenant();
    const anna = await signIn(url, { tenant_id, user_id: "anna" });
    const other = await signIn(url, { tenant_id, user_id: "anna" });
    const next = await refreshed(url, anna.refresh_token);
    await rows.backdateRotations(tenant_id);
    expect(refusal(await refresh(url, anna.refresh_token)).code).toBe("unauthenticated");
    expect(refusal(await refresh(hasty, next.refresh_token)).code).toBe("unauthenticated");
    for (const instance of [url, hasty])
      expect((await callAs(instance, next.access_token, search)).status).toBe(401);
    expect((await devicesOf(other)).items).toHaveLength(1);
    expect(await rows.noted(tenant_id)).toEqual(["sign_in.dev", "sign_in.dev", "sign_in.revoked"]);
  });
});

describe("signing out", () => {
  test("ends the device that calls at once, and no other", async () => {
    const tenant_id = uniqueTenant();
    const [phone, tablet] = [
      await signIn(url, { tenant_id, user_id: "anna" }),
      await signIn(url, { tenant_id, user_id: "anna" }),
    ];
    const headers = { authorization: `Bearer ${phone.access_token}` };
    expect((await fetch(`${url}/v1/auth/logout`, { method: "POST", headers })).status).toBe(204);
    expect((await refresh(url, phone.refresh_token)).status).toBe(401);
    expect((await callAs(hasty, phone.access_token, search)).status).toBe(401);
    expect(await refusedHandshake(wsUrl, headers)).toBe(403);
    expect(await statusOf(tablet)).toBe(200);
    await refreshed(url, tablet.refresh_token);
  });

  test("everywhere ends every device, and those of others go on", async () => {
    const tenant_id = uniqueTenant();
    const devices = [
      await signIn(url, { tenant_id, user_id: "anna" }),
      await signIn(url, { tenant_id, user_id: "anna" }),
    ];
    const ben = await signIn(url, { tenant_id, user_id: "ben" });
    const answer = await devices[0]!.as("/v1/auth/logout", { body: { everywhere: true } });
    expect(answer.status).toBe(204);
    for (const each of devices) {
      expect(await statusOf(each)).toBe(401);
      expect((await refresh(url, each.refresh_token)).status).toBe(401);
    }
    expect(await statusOf(ben)).toBe(200);
    expect((await signIn(url, { tenant_id, user_id: "anna" })).user.id).toBe("anna");
  });

  test("ends push on that device, and everywhere on each", async () => {
    const tenant_id = uniqueTenant();
    const [phone, tablet, laptop] = [
      await signIn(url, { tenant_id, user_id: "anna" }),
      await signIn(url, { tenant_id, user_id: "anna" }),
      await signIn(url, { tenant_id, user_id: "anna" }),
    ];
    const devices = "/v1/users/me/devices";
    for (const [name, holder] of Object.entries({ phone, tablet, laptop })) {
      const body = { token: randomBytes(32).toString("hex"), platform: "apns", name };
      expect((await holder.as(devices, { body })).status).toBe(201);
    }
    const reached = async (holder: Device) => {
      const shown = shaped(pageOf(pushDevice), (await holder.as(devices)).json()) as {
        items: { name: string }[];
      };
      return shown.items.map(({ name }) => name);
    };
    expect((await phone.as("/v1/auth/logout", { body: {} })).status).toBe(204);
    expect(await reached(laptop)).toEqual(["tablet", "laptop"]);
    const tabletId = (await devicesOf(tablet)).items.find(({ current }) => current)!.id;
    expect((await laptop.as(`/v1/auth/devices/${tabletId}`, { method: "DELETE" })).status).toBe(204);
    expect(await reached(laptop)).toEqual(["laptop"]);
    const server = (path: string, body?: object) =>
      call(`${url}${path}`, {
        ...(body && { body: { tenant_id, ...body } }),
        headers: { "x-user-id": "anna" },
      });
    expect((await server(devices, { token: "ab".repeat(32), platform: "apns" })).status).toBe(201);
    expect((await laptop.as("/v1/auth/logout", { body: { everywhere: true } })).status).toBe(204);
    expect((await server(`${devices}?tenant_id=${tenant_id}`)).json()).toMatchObject({ items: [] });
  });

  test("without a sign-in of one's own is everywhere, or refused", async () => {
    const tenant_id = uniqueTenant();
    const anna = await signIn(url, { tenant_id, user_id: "anna" });
    const logout = (body: object) =>
      call(`${url}/v1/auth/logout`, { body: { tenant_id, ...body }, headers: { "x-user-id": "anna" } });
    expect(refusal(await logout({})).details).toMatchObject([{ path: "everywhere" }]);
    expect((await logout({ everywhere: true })).status).toBe(204);
    expect(await statusOf(anna)).toBe(401);
  });
});

describe("devices", () => {
  test("are listed to their person, the latest first, page by page, and none of others", async () => {
    const tenant_id = uniqueTenant();
    const phone = await signIn(url, { tenant_id, user_id: "anna", device_name: "a phone" });
    const tablet = await signIn(url, { tenant_id, user_id: "anna" });
    await signIn(url, { tenant_id, user_id: "ben", device_name: "ben's" });
    expect((await devicesOf(phone)).items).toMatchObject([
      { device_name: null, current: false },
      { device_name: "a phone", current: true },
    ]);
    const first = (await tablet.as("/v1/auth/devices?limit=1")).json() as {
      items: [{ current: boolean }];
      next_cursor: string;
    };
    expect(first.items).toMatchObject([{ current: true }]);
    const rest = (await tablet.as(`/v1/auth/devices?cursor=${first.next_cursor}`)).json();
    expect(rest).toMatchObject({ items: [{ device_name: "a phone" }], next_cursor: null });
  });

  test("are ended by their person, and of others are not there", async () => {
    const tenant_id = uniqueTenant();
    const [phone, tablet, bens] = [
      await signIn(url, { tenant_id, user_id: "anna" }),
      await signIn(url, { tenant_id, user_id: "anna" }),
      await signIn(url, { tenant_id, user_id: "ben" }),
    ];
    const idOf = async (holder: Device) => (await devicesOf(holder)).items.find(({ current }) => current)!.id;
    const [tabletId, bensId] = [await idOf(tablet), await idOf(bens)];
    const end = (id: string) => phone.as(`/v1/auth/devices/${id}`, { method: "DELETE" });
    expect(refusal(await end(bensId)).code).toBe("not_found");
    expect(await statusOf(bens)).toBe(200);
    for (let time = 0; time < 2; time++) expect((await end(tabletId)).status).toBe(204);
    expect([await statusOf(tablet), await statusOf(phone)]).toEqual([401, 200]);
    expect((await refresh(url, tablet.refresh_token)).status).toBe(401);
  });
});
