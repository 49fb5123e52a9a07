import * as z from "zod";
import { errorEnvelope } from "#shared/wire/http/error.ts";
import { Cannot } from "../access/cannot.ts";
import { addressFor, type Caller, callerHeaders } from "./caller.ts";
import type { Done } from "./turn-state.ts";

// What is read of the answers, and no more: a newer server may say more.
const conversation = z.object({
  id: z.string(),
  title: z.string().nullish(),
  last_message_at: z.string(),
});
const shownMemory = z.object({ id: z.string(), type: z.string(), content: z.string() });
const reply = z.object({
  turn_id: z.string().nullish(),
  role: z.string(),
  content: z.string(),
  status: z.string(),
});

const endedSession = z.object({ summary: z.string().nullable() });

export type Conversation = z.infer<typeof conversation>;
export type ShownMemory = z.infer<typeof shownMemory>;

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly hasMore: boolean;
}

export interface Api {
  readonly listConversations: () => Promise<Page<Conversation>>;
  /** Nothing where there is none of this id. */
  readonly findConversation: (id: string) => Promise<Conversation | undefined>;
  /** What is believed now; `findMemories` finds what is outdated too. */
  readonly listMemories: () => Promise<Page<ShownMemory>>;
  /** Every memory whose id begins so. */
  readonly findMemories: (beginning: string) => Promise<ShownMemory[]>;
  readonly forgetMemory: (id: string) => Promise<void>;
  /** Ends the session of a conversation and waits for what it came to; null where that takes longer, or nothing was said. */
  readonly endSession: (conversationId: string) => Promise<string | null>;
  readonly findReply: (conversationId: string, turnId: string) => Promise<Done | undefined>;
}

const deadlineMs = 30_000;

export function askApi(base: URL, caller: Caller): Api {
  async function call(method: string, path: string, query: Record<string, string> = {}): Promise<Response> {
    const address = addressFor(caller, new URL(base.pathname.replace(/\/$/, "") + path, base));
    for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
    const signal = AbortSignal.timeout(deadlineMs);
    try {
      return await fetch(address, { method, headers: callerHeaders(caller), signal });
    } catch {
      throw new Cannot(
        `Nothing answers at ${base.origin}`,
        "Start it (npm run dev), or name another with --api.",
      );
    }
  }

  async function read<Body>(
    path: string,
    query: Record<string, string>,
    schema: z.ZodType<Body>,
  ): Promise<Body> {
    const response = await call("GET", path, query);
    return response.ok ? await bodyOf(response, schema) : await refuse(response);
  }

  async function* walk<Item>(path: string, item: z.ZodType<Item>): AsyncGenerator<Item> {
    let cursor: string | null | undefined;
    do {
      const { items, next_cursor } = await read(
        path,
        { limit: "100", ...(cursor && { cursor }) },
        pageOf(item),
      );
      yield* items;
      cursor = next_cursor;
    } while (cursor);
  }

  async function firstPage<Item>(path: string, item: z.ZodType<Item>, query = {}): Promise<Page<Item>> {
    const { items, next_cursor } = await read(path, { limit: "50", ...query }, pageOf(item));
    return { items, hasMore: next_cursor !== null };
  }

  return {
    listConversations: () => firstPage("/v1/conversations", conversation),
    listMemories: () => firstPage("/v1/memories", shownMemory, { status: "active" }),
    async findConversation(id) {
      const response = await call("GET", `/v1/conversations/${encodeURIComponent(id)}`);
      if (response.status === 404) return undefined;
      return response.ok ? await bodyOf(response, conversation) : await refuse(response);
    },
    async findMemories(beginning) {
      const found: ShownMemory[] = [];
      for await (const item of walk("/v1/memories", shownMemory))
        if (item.id.startsWith(beginning)) found.push(item);
      return found;
    },
    async forgetMemory(id) {
      const response = await call("DELETE", `/v1/memories/${id}`);
      if (!response.ok) await refuse(response);
    },
    async endSession(conversationId) {
      const path = `/v1/conversations/${encodeURIComponent(conversationId)}/summarize`;
      const response = await call("POST", path, { wait: "true" });
      return response.ok ? (await bodyOf(response, endedSession)).summary : await refuse(response);
    },
    async findReply(conversationId, turnId) {
      const path = `/v1/conversations/${encodeURIComponent(conversationId)}/messages`;
      for await (const said of walk(path, reply)) {
        if (said.turn_id !== turnId || said.role !== "assistant" || said.status === "failed") continue;
        const finishReason = said.status === "cancelled" ? "cancelled" : "stop";
        return { type: "done", text: said.content, finishReason, memories: [] };
      }
      return undefined;
    },
  };
}

function pageOf<Item>(item: z.ZodType<Item>) {
  return z.object({ items: z.array(item), next_cursor: z.string().nullable() });
}

async function bodyOf<Body>(response: Response, schema: z.ZodType<Body>): Promise<Body> {
  const body = schema.safeParse(await response.json().catch(() => undefined));
  if (body.success) return body.data;
  throw new Cannot(`${new URL(response.url).origin} does not answer as Aimi does`, "Check --url and --api.");
}

async function refuse(response: Response): Promise<never> {
  const { data } = errorEnvelope.safeParse(await response.json().catch(() => undefined));
  const said = data?.error.message ?? `${new URL(response.url).origin} answered ${response.status}`;
  throw new Cannot(said, remedyFor(response.status));
}

function remedyFor(status: number): string {
  if (status === 401) return "Say who you are with --token, or with --key and --user.";
  if (status === 403) return "Check --token, --key, --user and --tenant, and what the key may do.";
  if (status === 400) return "Say it otherwise: what was sent is not of the shape that is asked for.";
  return status === 429 || status >= 500 ? "Try again in a moment." : "Check --url and --api.";
}
