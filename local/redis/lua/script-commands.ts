import type { ByteString } from "../byte-string.ts";
import { type Command, type CommandTable, reads } from "../commands/command.ts";
import type { Engine } from "../engine.ts";
import { parseInteger } from "../numbers.ts";
import { CommandError, ok, type Reply, wrongArity } from "../reply.ts";
import { sha1 } from "./script-library.ts";
import { type ScriptCall, ScriptRunner } from "./script-runner.ts";

/** Scripts are no writes themselves: the log gets what they did, not how. */
export function scriptCommands(engine: Engine): CommandTable {
  const sources = new Map<string, ByteString>();
  let runner: ScriptRunner | null = null;

  const load = (source: ByteString): string => {
    const sha = sha1(source);
    runner ??= new ScriptRunner(engine);
    runner.compile(sha, source);
    sources.set(sha, source);
    return sha;
  };
  const run = (sha: string, call: ScriptCall): Reply => {
    try {
      return runner?.run(sha, call) ?? null;
    } catch (error) {
      // Whatever is no answer to the caller may have left the Lua state broken.
      if (!(error instanceof CommandError)) runner = null;
      throw error;
    }
  };
  const evaluate = (readOnly: boolean, find: (script: ByteString) => ByteString): Command =>
    reads(-3, (_store, [script = "", keyCount = "", ...words]) => {
      const count = parseKeyCount(keyCount, words.length);
      const sha = load(find(script));
      const call = { keys: words.slice(0, count), args: words.slice(count), readOnly };
      return run(sha, call);
    });
  const asGiven = (source: ByteString) => source;
  const bySha = (sha: ByteString) => {
    const source = sources.get(sha.toLowerCase());
    if (source === undefined) throw new CommandError("NOSCRIPT No matching script. Please use EVAL.");
    return source;
  };

  return {
    EVAL: evaluate(false, asGiven),
    EVAL_RO: evaluate(true, asGiven),
    EVALSHA: evaluate(false, bySha),
    EVALSHA_RO: evaluate(true, bySha),
    SCRIPT: reads(-2, (_store, [subcommand = "", ...args]) => {
      const name = subcommand.toUpperCase();
      if (name === "FLUSH") {
        sources.clear();
        return ok;
      }
      if (name !== "LOAD" && name !== "EXISTS") {
        throw new CommandError(`ERR unknown subcommand '${subcommand}'. Try SCRIPT HELP.`);
      }
      if (args.length === 0 || (name === "LOAD" && args.length > 1)) {
        throw wrongArity(`script|${name.toLowerCase()}`);
      }
      if (name === "LOAD") return load(args[0] ?? "");
      return args.map((sha) => Number(sources.has(sha.toLowerCase())));
    }),
  };
}

function parseKeyCount(text: ByteString, argumentCount: number): number {
  const count = parseInteger(text);
  if (count > argumentCount) {
    throw new CommandError("ERR Number of keys can't be greater than number of args");
  }
  if (count < 0) throw new CommandError("ERR Number of keys can't be negative");
  return count;
}
