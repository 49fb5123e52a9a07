import type * as z from "zod";

export const scopes = ["memory:read", "memory:write", "chat", "admin", "operator"] as const;
export type Scope = (typeof scopes)[number];

/** How many requests a minute; off in dev mode, where everybody has one address. */
export interface Limits {
  readonly address?: number;
  readonly account?: number;
  /** The fields of an open route's body that say which account is meant. */
  readonly accountFields?: readonly string[];
}

/** One endpoint: what validates a request is what documents it. */
export interface Contract<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
> {
  readonly operationId: string;
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** With parameters in braces, as OpenAPI writes them. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** What a key must be allowed to do; "open" asks for no credentials. */
  readonly scope: Scope | "open";
  /** The setting that opens it to everybody. */
  readonly openedBy?: "AIMI_METRICS_OPEN";
  /** Its clients can send a key as a bearer alone: what is no token by its shape is taken for one. */
  readonly takesKeyAsBearer?: boolean;
  /** There in development alone. */
  readonly devOnly?: boolean;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  readonly bodyLimitBytes?: number;
  /** A request without a body is one with an empty object. */
  readonly bodyOptional?: boolean;
  /** The body is JSON Lines, read as the list `lines`. */
  readonly bodyLines?: boolean;
  /** Reads the conversation from X-Conversation-Id, too. */
  readonly namesConversation?: boolean;
  /** Honours Idempotency-Key. */
  readonly idempotent?: boolean;
  /** Honours If-Match, and answers with an ETag. */
  readonly matchesVersion?: boolean;
  readonly limits?: Limits;
  /** May leave work in the outbox: the sweep must look there. */
  readonly leavesWork?: boolean;
  /** Its handler asks the front door along with a call of its own. */
  readonly knocksWithin?: boolean;
  readonly responses: Readonly<
    Record<number, { description: string; schema?: z.ZodType; contentType?: string }>
  >;
}

export const defaultBodyLimitBytes = 1_000_000;
export const batchBodyLimitBytes = 5_000_000;

export function contract<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  definition: Contract<P, Q, B>,
): Contract<P, Q, B> {
  return definition;
}
