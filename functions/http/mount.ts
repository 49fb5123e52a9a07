import type { Context, Hono } from "hono";
import { actFor } from "#shared/domain/access/act-for.ts";
import { type AccessRules, authenticate, type Proofs } from "#shared/domain/access/authenticate.ts";
import type { Caller } from "#shared/domain/access/caller.ts";
import type { FrontDoor } from "#shared/domain/access/front-door.ts";
import { takeKeyFromBearer } from "#shared/domain/access/take-key-from-bearer.ts";
import { handOnBeside } from "#shared/domain/metrics/hand-on-counts.ts";
import { Forbidden } from "#shared/errors.ts";
import type { Contract } from "#shared/wire/http/contract.ts";
import type { Composed, Env } from "./app.ts";
import { createDoor, type Door } from "./door.ts";
import { matchAny } from "./match-any.ts";
import { toPattern } from "./path-shapes.ts";
import { readBody, toText } from "./read-body.ts";
import { type ReadRequest, readRequest } from "./read-request.ts";
import type { Answer, Route } from "./route.ts";

const nobody: Caller = { id: "nobody", tenantId: null, userId: null, scopes: new Set(), mayProvision: false };

export interface Access {
  readonly rules: AccessRules;
  readonly proofs: Proofs;
  readonly frontDoor: FrontDoor;
}

/** Puts a route into the app with every check in the order that the API promises. */
export function mount(app: Hono<Env>, route: Route, composed: Composed & Access): void {
  const contract = asTheStageHasIt(route.contract, composed);
  if (contract.devOnly && composed.rules.mode !== "dev") return;
  app.on(contract.method.toUpperCase(), toPattern(contract.path), async (c) => {
    c.set("route", contract.path);
    const caller = await identifyCaller(c, contract, composed);
    const { request, foreseen, door } = await letIn(c, { ...route, contract }, caller, composed);
    const answer = await handOnBeside(composed.ports, () =>
      handleBehind(door, () =>
        matchAny(c.req.header("if-match"), (ifMatch) =>
          route.handle({
            ...request,
            caller,
            ports: composed.ports,
            settings: composed.settings,
            requestId: c.get("requestId"),
            lastEventId: c.req.header("last-event-id"),
            ifMatch,
            // As OpenAI's clients say it.
            isRepeat: Number(c.req.header("x-stainless-retry-count")) > 0,
            letIn: door.passWithin,
            passBy: door.passBy,
            remainingMs: () => remainingMs(c),
            foreseen,
          }),
        ),
      ),
    );
    return answer instanceof Response ? c.newResponse(answer.body, answer) : respond(c, answer);
  });
}

function asTheStageHasIt(contract: Contract, { settings, rules }: Composed & Access): Contract {
  const { limits, ...rest } = contract;
  const isOpened = contract.openedBy && settings[contract.openedBy];
  return {
    ...rest,
    ...(limits && rules.mode === "strict" && { limits }),
    ...(isOpened && { scope: "open" }),
  };
}

async function identifyCaller(
  c: Context<Env>,
  contract: Contract,
  { rules, proofs }: Access,
): Promise<Caller> {
  if (contract.scope === "open") return nobody;
  const given = {
    apiKey: c.req.header("x-api-key"),
    authorization: c.req.header("authorization"),
    actsForUserId: c.req.header("x-user-id"),
  };
  const credentials = contract.takesKeyAsBearer ? takeKeyFromBearer(given, rules) : given;
  return await authenticate(credentials, rules, proofs);
}

/** A key that was revoked learns nothing of its request: the front door speaks before the contract does. */
async function letIn(
  c: Context<Env>,
  { contract, foresee }: Route,
  caller: Caller,
  { frontDoor, settings, ports }: Composed & Access,
): Promise<{ request: ReadRequest; foreseen: unknown; door: Door }> {
  const behindEdge = settings.AIMI_ORIGIN_SECRET !== undefined;
  const doorFor = (request: ReadRequest | null) =>
    createDoor(c, frontDoor, { contract, caller, request, behindEdge });
  let request: ReadRequest;
  try {
    request = await read(c, contract, caller);
  } catch (refusal) {
    await doorFor(null).pass();
    throw refusal;
  }
  const door = doorFor(request);
  const foreseeing = foresee?.({ ...request, ports });
  try {
    if (!contract.knocksWithin) await door.pass();
  } finally {
    await foreseeing;
  }
  return { request, foreseen: await foreseeing, door };
}

/** What refuses a request before its handler has asked the front door comes after what the front door says. */
async function handleBehind<Result>(door: Door, handle: () => Promise<Result>): Promise<Result> {
  try {
    return await handle();
  } catch (refusal) {
    if (!door.wasAsked()) await door.pass();
    throw refusal;
  }
}

async function read(c: Context<Env>, contract: Contract, caller: Caller): Promise<ReadRequest> {
  const body = contract.body ? await readBody(c.req.raw, contract.bodyLimitBytes) : null;
  requireScope(caller, contract);
  const request = readRequest(c, contract, body ? toText(body) : "");
  if (contract.scope !== "open") actFor(caller, { userId: c.req.header("x-user-id") });
  return request;
}

function requireScope(caller: Caller, { scope }: Contract): void {
  if (scope !== "open" && !caller.scopes.has(scope))
    throw new Forbidden(`this call needs the scope ${scope}`);
}

function remainingMs({ env }: Context<Env>): number {
  const invocation = env?.context ?? env?.lambdaContext;
  return invocation?.getRemainingTimeInMillis() ?? Number.POSITIVE_INFINITY;
}

function respond(c: Context<Env>, answer: Answer): Response {
  if (answer.tenantId !== undefined) c.set("tenantId", answer.tenantId);
  return answer.status === 204
    ? c.body(null, 204)
    : c.json(answer.body, answer.status, { ...answer.headers });
}
