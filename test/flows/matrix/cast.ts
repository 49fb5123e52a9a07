import { expect } from "vitest";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { postgresSignIns } from "#shared/adapters/postgres/sign-ins/postgres-sign-ins.ts";
import { createRedis } from "#shared/adapters/redis/redis-client.ts";
import { redisRevocations } from "#shared/adapters/redis/redis-front-door.ts";
import { systemClock } from "#shared/adapters/system/system-clock.ts";
import { uuidv7Ids } from "#shared/adapters/system/uuidv7-ids.ts";
import { joseAccessTokens } from "#shared/adapters/tokens/jose-access-tokens.ts";
import { revocationOf } from "#shared/domain/access/front-door.ts";
import { beginSignIn } from "#shared/domain/users/begin-sign-in.ts";
import type { AccessClaims } from "#shared/ports/access-tokens.ts";
import { type Scope, scopes } from "#shared/wire/http/contract.ts";
import { buildSignIn } from "#test/builders/build-sign-in.ts";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { call } from "../call.ts";

export type Headers = Readonly<Record<string, string>>;
export type Cast = Awaited<ReturnType<typeof makeCast>>;

interface Stage {
  readonly url: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly operatorKey: string;
}

const minuteMs = 60_000;
export const personScopes: readonly Scope[] = ["memory:read", "memory:write", "chat"];

/** Everybody who may come to a door: of the tenant `home`, and of another. */
export async function makeCast({ url, environment, operatorKey }: Stage) {
  const asOperator = { "x-api-key": operatorKey };
  const ids = uuidv7Ids(systemClock);
  const signer = (secret: string) =>
    joseAccessTokens({ secret, algorithm: "HS256", clock: systemClock, ids });
  const tokens = signer(environment.AIMI_JWT_SECRET!);
  const forger = signer("not-the-secret-of-this-stage-but-another");
  const redis = createRedis({
    url: environment.UPSTASH_REDIS_REST_URL!,
    token: environment.UPSTASH_REDIS_REST_TOKEN!,
  });
  const revocations = redisRevocations(redis, environment.AIMI_STAGE!, systemClock);

  async function makeTenant(): Promise<string> {
    const id = uniqueTenant();
    const body = { id, name: "A tenant" };
    expect((await call(`${url}/v1/admin/tenants`, { body, headers: asOperator })).status).toBe(201);
    return id;
  }
  async function makeKey(
    tenant_id: string,
    ...granted: readonly Scope[]
  ): Promise<{ id: string; key: string }> {
    const body = { tenant_id, name: "a key", scopes: granted };
    const answer = await call(`${url}/v1/admin/api-keys`, { body, headers: asOperator });
    expect(answer.status, answer.text).toBe(201);
    return answer.json() as { id: string; key: string };
  }
  const headersOf = async (...given: Parameters<typeof makeKey>) => ({
    "x-api-key": (await makeKey(...given)).key,
  });

  const [home, abroad] = [await makeTenant(), await makeTenant()];
  const claims = (userId: string, changes: Partial<AccessClaims> = {}): AccessClaims => {
    const now = systemClock.now();
    const times = { issuedAt: now - minuteMs, expiresAt: now + 15 * minuteMs };
    return { tenantId: home, userId, signInId: ids.next(), ...times, ...changes };
  };
  const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}` });
  const person = async (...given: Parameters<typeof claims>) => bearer(await tokens.issue(claims(...given)));

  const keyWith: Partial<Record<Scope, Headers>> = {};
  const keyWithout: Partial<Record<Scope, Headers>> = {};
  for (const scope of scopes) {
    keyWith[scope] = await headersOf(home, scope);
    // Whoever may do what an operator may, may administer too.
    const others = scopes.filter((each) => each !== scope && (scope !== "admin" || each !== "operator"));
    keyWithout[scope] = await headersOf(home, ...others);
  }

  const everything = scopes.filter((scope) => scope !== "operator");
  const revoked = await makeKey(home, ...scopes);
  const path = `${url}/v1/admin/api-keys/${revoked.id}?tenant_id=${home}`;
  expect((await call(path, { method: "DELETE", headers: asOperator })).status).toBe(204);
  const signedOut = claims("anna");
  await revocations.tell(revocationOf(signedOut.signInId));
  await revocations.shutOut(home, "dora");

  const signIns = postgresSignIns(createDatabase({ url: environment.DATABASE_URL! }));
  const device = await beginSignIn(
    { signIns, accessTokens: tokens, clock: systemClock, ids },
    buildSignIn({ tenantId: home, userId: "anna" }),
  );

  const now = systemClock.now();
  const good = await tokens.issue(claims("anna"));
  return {
    home,
    abroad,
    asOperator,
    keyWith: keyWith as Record<Scope, Headers>,
    keyWithout: keyWithout as Record<Scope, Headers>,
    /** Of another tenant, and allowed all that a tenant's key may be. */
    stranger: await headersOf(abroad, ...everything),
    anna: bearer(good),
    ben: await person("ben"),
    annaAbroad: await person("anna", { tenantId: abroad }),
    expired: await person("anna", { issuedAt: now - 20 * minuteMs, expiresAt: now - minuteMs }),
    forged: bearer(await forger.issue(claims("anna"))),
    unsigned: bearer(withoutSignature(good)),
    tampered: bearer(withOtherUser(good, "ben")),
    revokedKey: { "x-api-key": revoked.key },
    signedOut: bearer(await tokens.issue(signedOut)),
    dora: await person("dora"),
    /** A person whose token holds for so long. */
    personFor: (userId: string, ms: number) => person(userId, { expiresAt: systemClock.now() + ms }),
    /** A device on which anna is signed in. */
    device: device.signIn.id,
  };
}

function withoutSignature(token: string): string {
  const header = Buffer.from('{"alg":"none","typ":"JWT"}').toString("base64url");
  return `${header}.${token.split(".")[1]}.`;
}

function withOtherUser(token: string, sub: string): string {
  const [header, payload, signature] = token.split(".");
  const claims = JSON.parse(Buffer.from(payload!, "base64url").toString());
  const changed = Buffer.from(JSON.stringify({ ...claims, sub })).toString("base64url");
  return `${header}.${changed}.${signature}`;
}
