import type { LiveConnections } from "../../ports/live-connections.ts";
import type { Tickets } from "../../ports/tickets.ts";

/** DynamoDB's client is large and few requests need it: it loads with the first that does. */
export function onDemandTickets(table: string): Tickets {
  const load = once(async () => (await import("./sockets.ts")).composeTickets(table));
  return {
    keep: async (...given) => (await load()).keep(...given),
    take: async (...given) => (await load()).take(...given),
  };
}

export function onDemandLiveConnections(address: { table: string; url: string }): LiveConnections {
  const load = once(async () => (await import("./sockets.ts")).composeLiveConnections(address));
  return { end: async (...given) => (await load()).end(...given) };
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
