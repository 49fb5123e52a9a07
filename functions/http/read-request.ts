import { createHash } from "node:crypto";
import type { Context } from "hono";
import * as z from "zod";
import { type ErrorDetail, UnsupportedMediaType, ValidationFailed } from "#shared/errors.ts";
import type { IdempotencyClaim } from "#shared/ports/messages.ts";
import { describeIssue } from "#shared/wire/describe-issue.ts";
import type { Contract } from "#shared/wire/http/contract.ts";
import { clientId } from "#shared/wire/primitives.ts";
import type { Env } from "./app.ts";

export interface ReadRequest {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly idempotency: IdempotencyClaim | null;
  /** As a header names it. */
  readonly conversationId: string | undefined;
}

const headers = z.object({
  "x-user-id": clientId.optional(),
  "x-conversation-id": clientId.optional(),
  "idempotency-key": z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, { error: "must be 1 to 255 printable characters" })
    .optional(),
});

/** A long list may be wrong all through. */
const mostDetails = 100;

/** Holds a request against its contract and names everything that is wrong with it at once. */
export function readRequest(c: Context<Env>, contract: Contract, bodyText: string): ReadRequest {
  const details: ErrorDetail[] = [];
  const read = (schema: z.ZodType | undefined, value: unknown) => {
    const result = schema?.safeParse(value, { error: describeIssue });
    if (result?.success === false) details.push(...result.error.issues.map(toDetail));
    return result?.data;
  };
  const given = read(headers, {
    "x-user-id": c.req.header("x-user-id"),
    "x-conversation-id": contract.namesConversation ? c.req.header("x-conversation-id") : undefined,
    "idempotency-key": c.req.header("idempotency-key"),
  }) as z.infer<typeof headers> | undefined;
  const params = read(contract.params, c.req.param());
  const query = read(contract.query, queryOf(c));
  const body = contract.body ? read(contract.body, parseBody(c, contract, bodyText)) : undefined;
  if (details.length > 0) throw new ValidationFailed(details.slice(0, mostDetails));

  const key = contract.idempotent ? given?.["idempotency-key"] : undefined;
  const conversationId = given?.["x-conversation-id"];
  const asked = { params, query, body, ...(conversationId !== undefined && { conversationId }) };
  const idempotency = key === undefined ? null : { route: contract.path, key, requestHash: hash(asked) };
  return { params, query, body, idempotency, conversationId };
}

/** A name given twice is a list, as API Gateway joins it. */
function queryOf(c: Context<Env>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(c.req.queries()).map(([name, values]) => [name, values.join(",")]),
  );
}

function parseBody(c: Context<Env>, { bodyOptional, bodyLines }: Contract, text: string): unknown {
  if (bodyLines) return { lines: parseLines(c, text) };
  if (bodyOptional && text === "") return {};
  return parseJson(c, text);
}

function parseJson(c: Context<Env>, text: string): unknown {
  if (!/^application\/(.+\+)?json\b/i.test(c.req.header("content-type") ?? ""))
    throw new UnsupportedMediaType();
  try {
    return JSON.parse(text);
  } catch {
    throw new ValidationFailed([{ path: "", message: "the body is not valid JSON" }]);
  }
}

/** The last line may end, too. Every line that is no JSON is named. */
function parseLines(c: Context<Env>, text: string): unknown[] {
  if (!/^(application|text)\/(x-ndjson|jsonl)\b/i.test(c.req.header("content-type") ?? "")) {
    throw new UnsupportedMediaType("JSON Lines with the header Content-Type: application/x-ndjson");
  }
  const details: ErrorDetail[] = [];
  const lines: unknown[] = [];
  for (const [at, line] of text.trimEnd().split("\n").entries()) {
    try {
      lines.push(JSON.parse(line));
    } catch {
      details.push({ path: `lines.${at}`, message: "is not valid JSON" });
    }
  }
  if (details.length > 0) throw new ValidationFailed(details.slice(0, mostDetails));
  return lines;
}

function toDetail(issue: z.core.$ZodIssue): ErrorDetail {
  return { path: issue.path.join("."), message: issue.message };
}

function hash(request: unknown): string {
  return createHash("sha256").update(JSON.stringify(request)).digest("hex");
}
