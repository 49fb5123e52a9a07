import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from "jose";
import { type Answer, createTokenEndpoint, type Form } from "./token-endpoint.ts";

export type AppleDisturbance = "pass" | "fail" | "hang" | "nonsense";

export interface AppleCall {
  readonly path: string;
  readonly form: Form;
}

interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

export type LocalApple = Awaited<ReturnType<typeof startLocalApple>>;

export const appleIssuer = "https://appleid.apple.com";
export const clientId = "app.aimi.coach";

/** A sub as Apple writes one. */
export function makeSub(): string {
  return `001234.${randomUUID().replaceAll("-", "")}.0612`;
}

/** Apple on this machine: it signs with keys of its own, publishes them, and takes codes and refresh tokens. */
export async function startLocalApple() {
  const calls: AppleCall[] = [];
  const disturbances = new Map<string, AppleDisturbance>();
  let signing = await makeKey();
  let published = [signing];

  async function sign(claims: JWTPayload, { key = signing, header = {} } = {}): Promise<string> {
    const seconds = Math.floor(Date.now() / 1_000);
    const usual = { iss: appleIssuer, aud: clientId, iat: seconds, exp: seconds + 600 };
    const given = Object.entries({ ...usual, ...claims }).filter(([, value]) => value !== undefined);
    return await new SignJWT(Object.fromEntries(given))
      .setProtectedHeader({ alg: "RS256", kid: key.kid, ...header })
      .sign(key.privateKey);
  }

  const tokens = createTokenEndpoint(appleIssuer, (claims) => sign(claims));

  async function answer(path: string, form: Form): Promise<Answer> {
    if (path === "/auth/keys") return { status: 200, body: { keys: published.map(({ jwk }) => jwk) } };
    if (path === "/auth/token") return await tokens.exchange(form);
    if (path === "/auth/revoke") return await tokens.revoke(form);
    return { status: 404, body: null };
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? "/";
    const form = Object.fromEntries(new URLSearchParams(await text(request)));
    calls.push({ path, form });
    const how = disturbances.get(path) ?? disturbances.get("all") ?? "pass";
    if (how === "hang") return;
    if (how === "fail") send(response, { status: 503, body: null });
    else if (how === "nonsense")
      send(response, { status: 200, body: { keys: [null, 7, { kty: "RSA", kid: "x" }] } });
    else send(response, await answer(path, form));
  }

  const server = createServer((request, response) => {
    respond(request, response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    developerKey: tokens.developerKey,
    calls,
    /** The settings of a stage that asks here. */
    settings: {
      AIMI_APPLE_URL: url,
      AIMI_APPLE_CLIENT_IDS: clientId,
      AIMI_APPLE_TEAM_ID: tokens.developerKey.teamId,
      AIMI_APPLE_KEY_ID: tokens.developerKey.keyId,
      AIMI_APPLE_PRIVATE_KEY: tokens.developerKey.privateKey,
      AIMI_APPLE_TOKEN_KEY: "a-key-of-a-test-to-seal-what-apple-gives",
    },
    sign,
    makeKey,
    publicKey: () => signing.jwk,
    callCount: (path: string) => calls.filter((call) => call.path === path).length,
    holds: (refreshToken: string) => tokens.refreshTokens.has(refreshToken),
    refreshTokens: (): readonly string[] => [...tokens.refreshTokens],

    /** An identity token; a claim that is undefined is left out. */
    identityToken: (claims: JWTPayload = {}) =>
      sign({ sub: makeSub(), email: "anna@example.com", email_verified: "true", ...claims }),

    /** A notification, its event as text as Apple has it. */
    notification: (event: Readonly<Record<string, unknown>>, claims: JWTPayload = {}) =>
      sign({ jti: randomUUID(), events: JSON.stringify({ event_time: Date.now(), ...event }), ...claims }),

    issueCode: (sub: string, of = clientId) => tokens.issueCode(sub, of),

    /** Signs with another key from now on, and publishes it beside the old or in its place. */
    async rotate({ keepOld = false } = {}): Promise<void> {
      signing = await makeKey();
      published = keepOld ? [...published, signing] : [signing];
    },

    disturb(how: AppleDisturbance, path = "all"): void {
      if (path === "all") disturbances.clear();
      disturbances.set(path, how);
    },

    async close(): Promise<void> {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function makeKey(): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
  const kid = randomUUID().slice(0, 10);
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, use: "sig", alg: "RS256" } };
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(body === null ? "" : JSON.stringify(body));
}
