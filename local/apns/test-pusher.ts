import { type ClientHttp2Session, connect } from "node:http2";
import { text } from "node:stream/consumers";
import { importPKCS8, SignJWT } from "jose";
import type { LocalApns } from "./start-apns.ts";

export interface GivenPush {
  readonly token: string;
  readonly payload: object;
  /** In place of the usual; undefined leaves one out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly claims?: { readonly keyId?: string; readonly teamId?: string; readonly ageMinutes?: number };
}

/** Pushes over a session of its own for each call, whose pushes each have a token of their own. */
export async function pushTo(
  apns: LocalApns,
  ...pushes: readonly [GivenPush, ...GivenPush[]]
): Promise<{ status: number; body: string }[]> {
  const session = connect(apns.url);
  const answers: { status: number; body: string }[] = [];
  for (const push of pushes) answers.push(await send(session, push, await headersOf(apns, push)));
  session.destroy();
  return answers;
}

async function headersOf({ key, topic }: LocalApns, { headers = {}, claims = {} }: GivenPush) {
  const { keyId = key.keyId, teamId = key.teamId, ageMinutes = 0 } = claims;
  const bearer = await new SignJWT()
    .setProtectedHeader({ alg: "ES256", kid: keyId })
    .setIssuer(teamId)
    .setIssuedAt(Math.floor(Date.now() / 1_000) - ageMinutes * 60)
    .sign(await importPKCS8(key.privateKey, "ES256"));
  const usual = { authorization: `bearer ${bearer}`, "apns-topic": topic, "apns-push-type": "alert" };
  return Object.fromEntries(Object.entries({ ...usual, ...headers }).filter(([, value]) => value));
}

async function send(
  session: ClientHttp2Session,
  { token, payload }: GivenPush,
  headers: Readonly<Record<string, string | undefined>>,
): Promise<{ status: number; body: string }> {
  const stream = session.request({ ...headers, ":method": "POST", ":path": `/3/device/${token}` });
  const { promise, resolve } = Promise.withResolvers<number>();
  stream.on("response", (head) => resolve(head[":status"] ?? 0));
  stream.end(JSON.stringify(payload));
  return { body: await text(stream), status: await promise };
}
