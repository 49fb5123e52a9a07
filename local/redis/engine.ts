import type { LogRecord } from "./append-log.ts";
import type { Outcome } from "./backend.ts";
import type { ByteString } from "./byte-string.ts";
import { acceptsArity, type Command, type CommandTable } from "./commands/command.ts";
import { CommandError, type Reply, unavailable, wrongArity } from "./reply.ts";
import { Store } from "./store.ts";

interface EngineOptions {
  readonly now: () => number;
  readonly record: (record: LogRecord) => void;
}

/** Runs commands on the store, each call at one instant, and records what they changed before it returns. */
export class Engine {
  readonly store = new Store();
  private readonly options: EngineOptions;
  private readonly table: CommandTable;
  private effects: ByteString[][] = [];

  constructor(table: (engine: Engine) => CommandTable, options: EngineOptions) {
    this.options = options;
    this.table = table(this);
  }

  run(command: ByteString[]): Reply {
    return this.atOneInstant(() => this.apply(command));
  }

  transaction(commands: ByteString[][]): Outcome[] {
    for (const command of commands) this.find(command);
    return this.atOneInstant(() => commands.map((command) => this.attempt(command)));
  }

  replay({ atMs, commands }: LogRecord): void {
    this.store.nowMs = atMs;
    for (const command of commands) this.apply(command);
    this.effects = [];
  }

  lookUp(name: string): Command | undefined {
    return this.table[name.toUpperCase()];
  }

  find([name = "", ...args]: ByteString[]): Command {
    const command = this.lookUp(name);
    if (!command) throw unavailable(name);
    if (!acceptsArity(command, args.length)) throw wrongArity(name);
    return command;
  }

  /** A command of a script or transaction that is already under way. */
  apply(command: ByteString[]): Reply {
    const { run, writes } = this.find(command);
    this.store.changed = false;
    this.store.logInstead = null;
    const reply = run(this.store, command.slice(1));
    if (writes && this.store.changed) this.effects.push(this.store.logInstead ?? command);
    return reply;
  }

  private attempt(command: ByteString[]): Outcome {
    try {
      return { reply: this.apply(command) };
    } catch (error) {
      if (error instanceof CommandError) return { error: error.message };
      throw error;
    }
  }

  private atOneInstant<T>(work: () => T): T {
    this.store.nowMs = this.options.now();
    this.effects = [];
    try {
      return work();
    } finally {
      if (this.effects.length > 0) {
        this.options.record({ atMs: this.store.nowMs, commands: this.effects });
      }
    }
  }
}
