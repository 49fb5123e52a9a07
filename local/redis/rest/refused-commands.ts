import { CommandError, unavailable } from "../reply.ts";

const connectionBound = new Set([
  "AUTH",
  "CLIENT",
  "DISCARD",
  "EXEC",
  "HELLO",
  "MONITOR",
  "MULTI",
  "PSUBSCRIBE",
  "PUNSUBSCRIBE",
  "QUIT",
  "RESET",
  "SELECT",
  "SSUBSCRIBE",
  "SUBSCRIBE",
  "SUNSUBSCRIBE",
  "UNSUBSCRIBE",
  "UNWATCH",
  "WATCH",
]);
const blocking = new Set([
  "BLMOVE",
  "BLMPOP",
  "BLPOP",
  "BRPOP",
  "BRPOPLPUSH",
  "BZMPOP",
  "BZPOPMAX",
  "BZPOPMIN",
  "WAIT",
  "WAITAOF",
]);

/** What Upstash does not take over REST: nothing that blocks, nothing that belongs to a connection. */
export function checkAllowed([name = "", ...args]: string[]): void {
  const command = name.toUpperCase();
  if (connectionBound.has(command)) {
    throw new CommandError(
      `ERR Command "${command}" is not allowed in REST or it has a special context path`,
    );
  }
  const blocksOnStream = command.startsWith("XREAD") && args.some((word) => word.toUpperCase() === "BLOCK");
  if (blocking.has(command) || blocksOnStream) throw unavailable(command);
}
