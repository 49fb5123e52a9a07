import { once } from "node:events";
import WebSocket from "ws";
import { callerHeaders, type DeploymentClient, StepFailed } from "./deployment-client.ts";
import { eraseConversation } from "./erase-conversation.ts";
import type { SocketOptions } from "./walk-socket.ts";

const deadlineMs = 60_000;

export interface ChatDone {
  readonly text: string | null;
  readonly memories: readonly { readonly content: string }[];
}

interface Frame {
  readonly type: string;
  readonly seq?: number;
  readonly error?: { readonly code: string; readonly message: string; readonly request_id: string };
}

/** A coach that answers, and uses in one conversation what it was told in another. */
export async function* walkChat(
  client: DeploymentClient,
  options: SocketOptions & { readonly run: string },
): AsyncGenerator<string> {
  const { run, tenant } = options;
  const [told, asked] = [`${run}-told`, `${run}-asked`];
  const socket = await openSocket(options);
  try {
    await say(socket, { id: `${run}-1`, conversation_id: told, text: `My lucky word is ${run}.` });
    yield "a message over the WebSocket is answered, word by word and to the end";

    const question = { id: `${run}-2`, conversation_id: asked, text: "What is my lucky word?" };
    const { memories } = await say(socket, question);
    if (!memories.some(({ content }) => content.includes(run))) {
      throw new StepFailed("the reply in another conversation does not name what was said in the first");
    }
    yield "what was said in one conversation is remembered in another";
  } finally {
    socket.terminate();
  }
  for (const conversationId of [told, asked]) await eraseConversation(client, { conversationId, tenant });
  yield "DELETE /v1/conversations erases what was said to the coach";
}

async function openSocket({ wsUrl, tenant, ...caller }: SocketOptions): Promise<WebSocket> {
  const address = new URL(wsUrl);
  if (tenant !== undefined) address.searchParams.set("tenant_id", tenant);
  const socket = new WebSocket(address, { headers: callerHeaders(caller), handshakeTimeout: deadlineMs });
  await once(socket, "open");
  return socket;
}

/** Says something and hears the reply out. Frames have no gap, and nothing comes twice. */
export async function say(
  socket: WebSocket,
  message: { readonly id: string; readonly conversation_id: string; readonly text: string },
): Promise<ChatDone> {
  const heard = Promise.withResolvers<ChatDone>();
  let accepted = false;
  let last = 0;
  const hear = (data: WebSocket.RawData) => {
    const frame = JSON.parse(String(data)) as Frame;
    if (frame.type === "chat.accepted") accepted = true;
    else if (!accepted) heard.reject(new StepFailed(`${frame.type} came before chat.accepted`));
    else if (frame.seq !== last + 1) heard.reject(new StepFailed(`seq ${frame.seq} came after ${last}`));
    if (frame.seq !== undefined) last = frame.seq;
    if (frame.type === "chat.done") heard.resolve(frame as unknown as ChatDone);
    if (frame.type === "chat.error") {
      heard.reject(new StepFailed(`the turn failed: ${frame.error?.message}`, frame.error?.request_id));
    }
  };
  const late = setTimeout(() => heard.reject(new StepFailed("no reply to a message in time")), deadlineMs);
  socket.on("message", hear);
  try {
    socket.send(JSON.stringify({ type: "chat.send", ...message }));
    return await heard.promise;
  } finally {
    clearTimeout(late);
    socket.off("message", hear);
  }
}
