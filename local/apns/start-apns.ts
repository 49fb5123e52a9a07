import { createServer } from "node:http";
import {
  constants,
  createServer as createHttp2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import { text } from "node:stream/consumers";
import { exportPKCS8, generateKeyPair } from "jose";
import { answerPush, type ToldAnswer } from "./answer-push.ts";
import type { ApnsAnswer } from "./apns-answer.ts";
import type { SeenToken } from "./check-provider.ts";
import { devicePath } from "./check-push.ts";
import { onePort } from "./one-port.ts";

/** "go-away" ends the session before the push is looked at, "cut" without a word. */
export type ApnsDisturbance = ToldAnswer | "hang" | "cut" | "go-away";

export interface TakenPush {
  readonly at: number;
  readonly token: string;
  readonly id: string | undefined;
  readonly collapseId: string | undefined;
  readonly expiresAtSeconds: number;
  readonly payload: Payload;
}

interface Payload {
  readonly aps: { readonly alert: { readonly title?: string; readonly body: string } };
  readonly [name: string]: unknown;
}

export interface ApnsOptions {
  readonly port?: number;
  now?(): number;
}

export type LocalApns = Awaited<ReturnType<typeof startApns>>;

const identity = { keyId: "LOCALKEY01", teamId: "LOCALTEAM1" };
const topic = "app.aimi.local";
const mostListed = 50;
const mostStreams = 1_000;

/** A stand-in for Apple's push service: it lets in by a key of its own, and keeps what devices would show. */
export async function startApns({ port = 0, now = Date.now }: ApnsOptions = {}) {
  const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
  const key = { ...identity, privateKey: await exportPKCS8(privateKey) };
  const taken: TakenPush[] = [];
  const disturbances = new Map<string, ApnsDisturbance>();
  const sessions = new Map<ServerHttp2Session, SeenToken>();
  const providerTokens = new Set<string>();
  const rules = { ...identity, topic, publicKey, now };
  let requests = 0;
  let next: ApnsDisturbance | undefined;

  async function respond(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<void> {
    requests += 1;
    const session = stream.session as ServerHttp2Session;
    const path = String(headers[":path"]);
    const token = devicePath.exec(path)?.[1] ?? "";
    const body = await text(stream);
    const how = next ?? disturbances.get(token) ?? disturbances.get("all") ?? "accept";
    next = undefined;
    if (headers.authorization) providerTokens.add(headers.authorization);
    if (how === "hang") return;
    if (how === "cut") return session.destroy();
    if (how === "go-away") {
      session.goaway();
      return stream.close(constants.NGHTTP2_REFUSED_STREAM);
    }
    const seen = sessions.get(session) ?? {};
    const wasKnown = seen.token !== undefined;
    const answer = await answerPush({ headers, body, seen }, how, rules);
    if (!wasKnown && seen.token !== undefined) session.settings({ maxConcurrentStreams: mostStreams });
    if (answer.status === 200) taken.push(toTaken(headers, { at: now(), token, body }));
    send(stream, answer);
  }

  // As Apple does, until it knows who sends.
  const http2 = createHttp2Server({ settings: { maxConcurrentStreams: 1 } });
  http2.on("session", (session) => {
    sessions.set(session, {});
    session.on("close", () => sessions.delete(session));
    session.on("error", () => {});
  });
  http2.on("stream", (stream, headers) => {
    stream.on("error", () => {});
    respond(stream, headers).catch(() => stream.destroy());
  });
  const http = createServer((_, response) => {
    response.writeHead(200, { "content-type": "application/json; charset=utf-8", connection: "close" });
    response.end(`${JSON.stringify(taken.slice(-mostListed).toReversed(), null, 2)}\n`);
  });
  const front = await onePort(port, { http, http2 });

  return {
    url: front.url,
    key,
    topic,
    /** The settings of a stage that pushes here. */
    settings: {
      AIMI_APNS_URL: front.url,
      AIMI_APNS_SANDBOX_URL: front.url,
      AIMI_APNS_TEAM_ID: key.teamId,
      AIMI_APNS_KEY_ID: key.keyId,
      AIMI_APNS_PRIVATE_KEY: key.privateKey,
      AIMI_APNS_TOPIC: topic,
    },
    /** What was taken, the first one first. */
    taken: taken as readonly TakenPush[],
    /** What a device shows: of those with the same collapse id, the last. */
    shown: (token: string): readonly TakenPush[] => [
      ...new Map(
        taken.filter((push) => push.token === token).map((push) => [push.collapseId ?? push.id, push]),
      ).values(),
    ],
    requestCount: () => requests,
    sessionCount: () => sessions.size,
    /** How many tokens of the sender were seen. */
    providerTokenCount: () => providerTokens.size,
    /** All pushes from now on, or those to one device. */
    disturb(how: ApnsDisturbance, token = "all"): void {
      if (token === "all") disturbances.clear();
      disturbances.set(token, how);
    },
    /** The next push alone. */
    disturbOnce(how: ApnsDisturbance): void {
      next = how;
    },
    freeze: () => front.freeze(),
    down: (isDown = true) => front.refuse(isDown),
    async close(): Promise<void> {
      for (const session of sessions.keys()) session.destroy();
      await front.close();
    },
  };
}

function toTaken(
  headers: IncomingHttpHeaders,
  { at, token, body }: { at: number; token: string; body: string },
): TakenPush {
  return {
    at,
    token,
    id: headers["apns-id"] as string | undefined,
    collapseId: headers["apns-collapse-id"] as string | undefined,
    expiresAtSeconds: Number(headers["apns-expiration"]),
    payload: JSON.parse(body) as Payload,
  };
}

function send(stream: ServerHttp2Stream, { status, body, headers }: ApnsAnswer): void {
  if (stream.destroyed) return;
  stream.respond({ ":status": status, "content-type": "application/json", ...headers });
  stream.end(body);
}
