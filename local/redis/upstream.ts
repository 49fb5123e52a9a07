import { Redis } from "ioredis";
import { StartupFailure } from "../startup-failure.ts";
import type { Backend, Outcome } from "./backend.ts";
import { type ByteString, fromBuffer, toBuffer, toText } from "./byte-string.ts";
import { Channels, type Subscription } from "./channels.ts";
import { CommandError, type Reply, unavailable } from "./reply.ts";

/** A real Redis server behind the same endpoint. */
export async function openUpstream(url: string): Promise<Backend> {
  const commands = await connect(url);
  const messages = await connect(url);
  const channels = new Channels();
  messages.on("messageBuffer", (channel: Buffer, payload: Buffer) => {
    const name = fromBuffer(channel);
    channels.deliver({ kind: "channel", name }, name, fromBuffer(payload));
  });
  messages.on("pmessageBuffer", (pattern: Buffer, channel: Buffer, payload: Buffer) => {
    const subscription: Subscription = { kind: "pattern", name: fromBuffer(pattern) };
    channels.deliver(subscription, fromBuffer(channel), fromBuffer(payload));
  });
  return {
    run: (command) => run(commands, command),
    transaction: (list) => transaction(commands, list),
    async subscribe(subscription, listener) {
      const stop = channels.subscribe(subscription, listener);
      const name = toText(subscription.name);
      await (subscription.kind === "channel" ? messages.subscribe(name) : messages.psubscribe(name));
      return () => {
        stop();
        if (!channels.has(subscription)) unsubscribe(messages, subscription);
      };
    },
    async close() {
      commands.disconnect();
      messages.disconnect();
    },
  };
}

async function connect(url: string): Promise<Redis> {
  const client = new Redis(url, {
    protocol: 2,
    lazyConnect: true,
    maxRetriesPerRequest: 2,
    connectTimeout: 5000,
  });
  let lastError: Error | undefined;
  client.on("error", (error) => {
    lastError = error;
  });
  try {
    await client.connect();
    await client.ping();
  } catch (error) {
    client.disconnect();
    const reason = (lastError ?? error) as Error;
    throw new StartupFailure(`Redis at ${withoutPassword(url)} does not answer: ${reason.message}`, error);
  }
  return client;
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@/]*@/, "//");
}

/** Upper case steps around ioredis' own reshaping of arguments and replies, which goes by lower-case names. */
function send(client: Redis, [name = "", ...args]: ByteString[]): Promise<unknown> {
  return client.callBuffer(name.toUpperCase(), ...args.map(toBuffer));
}

async function run(client: Redis, command: ByteString[]): Promise<Reply> {
  try {
    return toReply(await send(client, command));
  } catch (error) {
    throw commandError(error, command[0] ?? "");
  }
}

/** All is written in one go, so that nobody's command falls between MULTI and EXEC. */
async function transaction(client: Redis, commands: ByteString[][]): Promise<Outcome[]> {
  const begun = send(client, ["MULTI"]);
  const queued = commands.map((command) => send(client, command));
  const executed = send(client, ["EXEC"]);
  const [, ...accepted] = await Promise.allSettled([begun, ...queued, executed]);
  const refused = accepted.findIndex(({ status }) => status === "rejected");
  if (refused >= 0) {
    const { reason } = accepted[refused] as PromiseRejectedResult;
    throw commandError(reason, commands[refused]?.[0] ?? "");
  }
  const results = (await executed) as unknown[];
  return results.map((result) =>
    result instanceof Error ? { error: result.message } : { reply: toReply(result) },
  );
}

function toReply(value: unknown): Reply {
  if (Buffer.isBuffer(value)) return fromBuffer(value);
  if (Array.isArray(value)) return value.map(toReply);
  if (typeof value === "number") return value;
  if (value instanceof Error) throw new CommandError(value.message);
  return value == null ? null : String(value);
}

function commandError(error: unknown, name: string): unknown {
  if (!(error instanceof Error) || error.name !== "ReplyError") return error;
  return /^ERR unknown command/i.test(error.message) ? unavailable(name) : new CommandError(error.message);
}

function unsubscribe(messages: Redis, { kind, name }: Subscription): void {
  const done = kind === "channel" ? messages.unsubscribe(toText(name)) : messages.punsubscribe(toText(name));
  done.catch((error: Error) => messages.emit("error", error));
}
