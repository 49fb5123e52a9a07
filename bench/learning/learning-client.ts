export interface Memory {
  readonly id: string;
  readonly content: string;
  readonly type: string;
  readonly status: "active" | "outdated";
  readonly valid_from: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface DraftMessage {
  readonly role: string;
  readonly name?: string;
  readonly content: string;
  readonly created_at: string;
}

/** One person of a tenant, through the product's own API. */
export function learningClient(url: string, tenant: string, user: string) {
  const named = `tenant_id=${encodeURIComponent(tenant)}&user_id=${encodeURIComponent(user)}`;

  async function send(method: string, path: string, body?: object): Promise<string> {
    const response = await fetch(`${url}${path}${path.includes("?") ? "&" : "?"}${named}`, {
      method,
      ...(body && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was refused: ${answer}`);
    return answer;
  }

  return {
    setZone: (time_zone: string) => send("PATCH", "/v1/users/me", { time_zone }),
    consent: (type: string) => send("PUT", `/v1/users/me/consents/${type}`, { granted: true }),
    tell: (conversation: string, messages: readonly DraftMessage[]) =>
      send("POST", "/v1/messages/batch", {
        messages: messages.map((message) => ({ user_id: user, conversation_id: conversation, ...message })),
      }),
    chat: (conversation: string, message: string) =>
      send("POST", "/v1/chat", { message, conversation_id: conversation }),
    endSession: (conversation: string) =>
      send("POST", `/v1/conversations/${conversation}/summarize?wait=true`, {}),
    async memories(): Promise<Memory[]> {
      const { items } = JSON.parse(await send("GET", "/v1/memories?status=active,outdated&limit=100")) as {
        items: Memory[];
      };
      return items;
    },
    async stateLines(): Promise<string[]> {
      const state = JSON.parse(await send("GET", "/v1/user-state")) as Record<string, unknown>;
      const parts = Object.values(state).filter((part) => Array.isArray(part));
      return parts.flat().map(({ text }: { text: string }) => text);
    },
  };
}
