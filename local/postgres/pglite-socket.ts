import type { OpenSession, SocketClient, SocketSession } from "./neon-websocket.ts";
import type { PgliteEngine } from "./pglite-engine.ts";
import {
  authenticate,
  enterSession,
  inTurn,
  isPinned,
  leaveSession,
  readState,
  type SessionState,
} from "./pglite-session.ts";
import type { PostgresErrorFields } from "./postgres-error.ts";
import type { Caller } from "./run-statements.ts";
import { startupSettings } from "./startup-settings.ts";
import type { Release, Turns } from "./turns.ts";
import {
  authenticationOk,
  backendKeyData,
  errorResponse,
  type FrontendMessage,
  parameterStatus,
  readyForQuery,
} from "./wire-messages.ts";

export interface PgliteSocketOptions {
  readonly engine: PgliteEngine;
  readonly turns: Turns;
  /** How long a session may sit on PGlite, idle, while others wait. */
  readonly idleLimitMs: number;
}

const idleInTransaction: PostgresErrorFields = {
  code: "25P03",
  message: "terminating connection due to idle-in-transaction timeout",
};
const idleWithLocks: PostgresErrorFields = {
  code: "57P05",
  message: "terminating connection due to idle-session timeout",
};
const reported = ["server_version", "client_encoding", "DateStyle", "TimeZone", "integer_datetimes"];

export function openPgliteSession(options: PgliteSocketOptions): OpenSession {
  const { engine, turns } = options;
  return (client, caller, parameters) =>
    inTurn(engine, turns, async () => {
      const own = await authenticate(engine, caller);
      const state = { settings: new Map([...own, ...startupSettings(parameters)]), prepared: [] };
      await enterSession(engine, caller.login, state);
      const statuses = await engine.simple(
        `select ${reported.map((name) => `current_setting('${name}')`).join(", ")}`,
      );
      client.send(authenticationOk());
      reported.forEach((name, index) => {
        client.send(parameterStatus(name, statuses[0]?.[index] ?? ""));
      });
      client.send(Buffer.concat([backendKeyData(1, 1), readyForQuery("I")]));
      return new PgliteSocketSession(options, client, caller, state);
    });
}

/** Keeps PGlite from one statement to the next, and hands it over when others wait and it can. */
class PgliteSocketSession implements SocketSession {
  readonly #options: PgliteSocketOptions;
  readonly #client: SocketClient;
  readonly #caller: Caller;
  #state: SessionState;
  #pending: Buffer[] = [];
  #release: Release | undefined;
  #idleTimer: NodeJS.Timeout | undefined;

  constructor(options: PgliteSocketOptions, client: SocketClient, caller: Caller, state: SessionState) {
    this.#options = options;
    this.#client = client;
    this.#caller = caller;
    this.#state = state;
  }

  async receive({ type, bytes }: FrontendMessage): Promise<void> {
    this.#clearIdleTimer();
    if (type === "X") return this.#client.close();
    this.#pending.push(bytes);
    if (!"QSHF".includes(type)) return;
    const group = Buffer.concat(this.#pending);
    this.#pending = [];
    await this.#takeTurn();
    this.#client.send(await this.#options.engine.execute(group));
    if (type !== "H") await this.#yieldTurn();
  }

  async end(): Promise<void> {
    this.#clearIdleTimer();
    if (!this.#release) return;
    const release = this.#release;
    this.#release = undefined;
    await leaveSession(this.#options.engine).finally(release);
  }

  async #takeTurn(): Promise<void> {
    if (this.#release) return;
    const { engine, turns } = this.#options;
    this.#release = await turns.take(() => this.#client.schedule(() => this.#yieldTurn()));
    await enterSession(engine, this.#caller.login, this.#state);
  }

  async #yieldTurn(): Promise<void> {
    const { engine, turns } = this.#options;
    if (!this.#release || !turns.contended) return;
    if (engine.status !== "I") return this.#limitIdling(idleInTransaction);
    if (await isPinned(engine)) return this.#limitIdling(idleWithLocks);
    this.#state = await readState(engine);
    await this.end();
  }

  #limitIdling(reason: PostgresErrorFields): void {
    this.#idleTimer ??= setTimeout(() => {
      this.#client.schedule(async () => {
        if (!this.#idleTimer) return;
        this.#clearIdleTimer();
        if (!this.#options.turns.contended) return;
        this.#client.send(errorResponse(reason));
        this.#client.close();
        await this.end();
      });
    }, this.#options.idleLimitMs);
  }

  #clearIdleTimer(): void {
    clearTimeout(this.#idleTimer);
    this.#idleTimer = undefined;
  }
}
