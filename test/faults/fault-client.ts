import { deriveOwnerId, deriveTextHash } from "#shared/domain/access/derive-ids.ts";

export interface SaidMessage {
  readonly id: string;
  readonly tenantId: string;
  /** The same for messages that share a vector. */
  readonly text: string;
}

export interface Draft {
  readonly tenant_id: string;
  readonly user_id: string;
  readonly conversation_id: string;
  readonly role: "user";
  readonly content: string;
}

export type FaultClient = ReturnType<typeof faultClient>;

/** What a fault run asks of the product, over HTTP alone. */
export function faultClient(url: string) {
  async function ask<Body>(path: string, body?: unknown): Promise<Body> {
    const response = await fetch(`${url}${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path} is ${response.status}: ${await response.text()}`);
    return (await response.json()) as Body;
  }

  return {
    async say(drafts: readonly Draft[]): Promise<SaidMessage[]> {
      const { results } = await ask<{ results: { id: string }[] }>("/v1/messages/batch", {
        messages: drafts,
      });
      return drafts.map(({ tenant_id, user_id, content }, at) => ({
        id: results[at]!.id,
        tenantId: tenant_id,
        text: `${deriveOwnerId(tenant_id, user_id)}/${deriveTextHash(null, content)}`,
      }));
    },

    async statusOf({ id, tenantId }: SaidMessage): Promise<string> {
      const message = await ask<{ embedding_status: string }>(`/v1/messages/${id}?tenant_id=${tenantId}`);
      return message.embedding_status;
    },

    /** The messages that failed jobs name, with the reasons of those jobs. */
    async failed(tenantId: string): Promise<Map<string, string>> {
      const named = new Map<string, string>();
      let cursor = "";
      do {
        const page = await ask<{
          items: { message_ids: string[]; reason: string }[];
          next_cursor: string | null;
        }>(`/v1/admin/jobs?status=failed&limit=100&tenant_id=${tenantId}${cursor && `&cursor=${cursor}`}`);
        for (const { message_ids, reason } of page.items) for (const id of message_ids) named.set(id, reason);
        cursor = page.next_cursor ?? "";
      } while (cursor);
      return named;
    },

    redrive: () =>
      ask<{ moved: number; retried: number; more: boolean }>("/v1/admin/dlq/memory-jobs/redrive", {}),
  };
}
