import type { IncomingHttpHeaders } from "node:http";
import { NeonRefusal } from "./neon-limits.ts";
import type { Caller, Statement } from "./run-statements.ts";

const isolationLevels: Readonly<Record<string, string>> = {
  ReadUncommitted: "READ UNCOMMITTED",
  ReadCommitted: "READ COMMITTED",
  RepeatableRead: "REPEATABLE READ",
  Serializable: "SERIALIZABLE",
};

export interface NeonRequest {
  readonly batch: boolean;
  readonly statements: readonly Statement[];
}

export function parseCaller(headers: IncomingHttpHeaders): Caller {
  const header = headers["neon-connection-string"];
  if (typeof header !== "string") throw new NeonRefusal(400, "invalid header: neon-connection-string");
  const scheme = /^postgres(ql)?:/.exec(header)?.[0];
  if (scheme === undefined) throw new NeonRefusal(400, "incorrect scheme");
  let url: URL;
  let caller: Caller;
  try {
    url = new URL(`http:${header.slice(scheme.length)}`);
    caller = {
      login: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      database: decodeURIComponent(url.pathname.slice(1)),
    };
  } catch (cause) {
    throw new NeonRefusal(400, `invalid connection string: ${cause}`);
  }
  if (caller.database === "") throw new NeonRefusal(400, "missing database name");
  if (caller.login === "") throw new NeonRefusal(400, "missing username");
  if (caller.password === "") {
    throw new NeonRefusal(400, "missing authentication credentials: required password");
  }
  return caller;
}

export function parseBegin(headers: IncomingHttpHeaders): string {
  const level = headers["neon-batch-isolation-level"];
  const isolation = level === undefined ? undefined : isolationLevels[String(level)];
  if (level !== undefined && isolation === undefined) throw new NeonRefusal(400, "invalid isolation level");
  const modes = [
    isolation && `ISOLATION LEVEL ${isolation}`,
    headers["neon-batch-read-only"] === "true" && "READ ONLY",
    headers["neon-batch-deferrable"] === "true" && "DEFERRABLE",
  ].filter(Boolean);
  return `BEGIN ${modes.join(", ")}`.trim();
}

export function parsePayload(body: Buffer, arrayMode: boolean): NeonRequest {
  let payload: unknown;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(body);
    payload = escapedSurrogate.test(text) ? JSON.parse(text, refuseLoneSurrogates) : JSON.parse(text);
  } catch (cause) {
    throw unparsable(cause instanceof Error ? cause.message : String(cause));
  }
  if (isRecord(payload) && Array.isArray(payload.queries) && payload.query === undefined) {
    return { batch: true, statements: payload.queries.map((query) => parseStatement(query, arrayMode)) };
  }
  return { batch: false, statements: [parseStatement(payload, arrayMode)] };
}

function parseStatement(given: unknown, arrayMode: boolean): Statement {
  if (!isRecord(given) || typeof given.query !== "string") throw unparsable("expected a query");
  const params = given.params ?? [];
  if (!Array.isArray(params)) throw unparsable("expected params to be a list");
  if (given.query.includes("\0")) throw new NeonRefusal(400, "string contains embedded null");
  return {
    query: given.query,
    params: params.map(toParameter),
    arrayMode: typeof given.arrayMode === "boolean" ? given.arrayMode : arrayMode,
  };
}

function toParameter(value: unknown): string | null {
  if (value === null || typeof value === "string") return value;
  return Array.isArray(value) ? toPostgresArray(value) : JSON.stringify(value);
}

function toPostgresArray(items: readonly unknown[]): string {
  const texts = items.map((item) => {
    if (item === null) return "NULL";
    if (Array.isArray(item)) return toPostgresArray(item);
    return typeof item === "object" ? JSON.stringify(JSON.stringify(item)) : JSON.stringify(item);
  });
  return `{${texts.join(",")}}`;
}

// Text that came as UTF-8 holds a lone surrogate only where it is escaped; to look at each value takes ten times as long.
const escapedSurrogate = /\\u[dD][89a-fA-F]/;

// Neon's JSON parser refuses them; JavaScript's would hand them on as replacement characters.
function refuseLoneSurrogates(key: string, value: unknown): unknown {
  if (!key.isWellFormed() || (typeof value === "string" && !value.isWellFormed())) {
    throw new Error("lone surrogate in hex escape");
  }
  return value;
}

function unparsable(reason: string): NeonRefusal {
  return new NeonRefusal(400, `could not parse the HTTP request body: ${reason}`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
