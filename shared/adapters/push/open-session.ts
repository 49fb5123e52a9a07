import { type ClientHttp2Session, connect } from "node:http2";
import { codeOf, StreamLost } from "./stream-lost.ts";

/** Once the host has said how many streams it takes: APNs takes one until it knows the sender, and refuses others. */
export async function openSession(url: string, ms: number): Promise<ClientHttp2Session> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const session = connect(url, { settings: { enablePush: false } });
  let failure: Error | undefined;
  session.unref();
  session.once("remoteSettings", () => resolve());
  session.on("error", (error) => {
    failure = error;
  });
  session.once("close", () => reject(new StreamLost(`no session${codeOf(failure)}`)));
  const timer = setTimeout(() => session.destroy(), ms);
  await promise.finally(() => clearTimeout(timer));
  return session;
}

export function isOpen(session: ClientHttp2Session): boolean {
  return !session.closed && !session.destroyed;
}

export async function answersPing(session: ClientHttp2Session, ms: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), ms);
  session.ping((error: Error | null) => resolve(error === null));
  return await promise.finally(() => clearTimeout(timer));
}
