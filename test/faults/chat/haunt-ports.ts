import { UpstreamUnavailable } from "#shared/errors.ts";
import type { Fate } from "./fate.ts";

/** Ports that reach nothing outside of their invocation. */
const ofItself = new Set(["clock", "ids", "log", "tally", "encoder"]);
/** Those that tell a caller what it may show. */
const wellSpoken = new Set([
  ...["turns", "memories", "index", "learning", "model", "chatModel", "embedder"],
  ...["reminders", "occurrences", "users", "push"],
]);
/** Those that answer in parts. */
const streaming = new Set(["model", "chatModel"]);

type Call = (...given: unknown[]) => unknown;

/** Ports of which each call may fail, be late, be lost or be the last of its invocation. */
export function hauntPorts<Ports extends object>(ports: Ports, fate: Fate): Ports {
  const haunted = Object.entries(ports).map(([name, port]) => [
    name,
    ofItself.has(name) || typeof port !== "object" || port === null ? port : hauntPort(name, port, fate),
  ]);
  return Object.fromEntries(haunted) as Ports;
}

function hauntPort<Port extends object>(name: string, port: Port, fate: Fate): Port {
  const refuse = () => (wellSpoken.has(name) ? new UpstreamUnavailable(name) : new Error("no answer"));
  return new Proxy(port, {
    get(target, key, receiver) {
      const value: unknown = Reflect.get(target, key, receiver);
      if (typeof value !== "function") return value;
      const call = value.bind(target) as Call;
      const title = `${name}.${String(key)}`;
      return (...given: unknown[]) => {
        if (!streaming.has(name)) return fate.befall(title, async () => await call(...given), refuse);
        return hauntStream(title, call(...given) as AsyncIterable<unknown>, fate, refuse);
      };
    },
  });
}

/** Each part of a stream is a call of its own. */
async function* hauntStream(
  title: string,
  parts: AsyncIterable<unknown>,
  fate: Fate,
  refuse: () => unknown,
): AsyncGenerator<unknown> {
  const iterator = parts[Symbol.asyncIterator]();
  for (;;) {
    const { done, value } = await fate.befall(title, () => iterator.next(), refuse);
    if (done) return;
    yield value;
  }
}
