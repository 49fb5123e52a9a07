import type { ByteString } from "../byte-string.ts";
import type { Reply } from "../reply.ts";
import type { Store } from "../store.ts";

type Run = (store: Store, args: ByteString[]) => Reply;

export interface Command {
  /** As Redis counts: the name included, negative for "at least". */
  readonly arity: number;
  readonly writes: boolean;
  readonly run: Run;
}
export type CommandTable = Record<string, Command>;

export const reads = (arity: number, run: Run): Command => ({ arity, writes: false, run });
export const writes = (arity: number, run: Run): Command => ({ arity, writes: true, run });

export const acceptsArity = (command: Command, argumentCount: number): boolean =>
  command.arity < 0 ? argumentCount + 1 >= -command.arity : argumentCount + 1 === command.arity;

/** An argument that the arity check has already promised. */
export const arg = (args: ByteString[], index: number): ByteString => args[index] as ByteString;

export function pairs(args: ByteString[]): [ByteString, ByteString][] {
  const result: [ByteString, ByteString][] = [];
  for (let i = 0; i < args.length; i += 2) result.push([arg(args, i), arg(args, i + 1)]);
  return result;
}
