import type { Said } from "#shared/domain/chat/follow-turn.ts";

/** The frames of a turn as server-sent events, behind the one that says that it was accepted, where that is known. */
export async function* toEvents(says: AsyncIterable<Said>, accepted?: object): AsyncGenerator<string> {
  const begins = accepted === undefined ? "" : toEvent({ type: "chat.accepted", ...accepted });
  if (begins) yield begins;
  for await (const said of says) {
    if (said !== "anew") yield toEvent(said.body, said.seq);
    else if (begins) yield begins;
  }
}

function toEvent(body: Readonly<Record<string, unknown>>, seq?: number): string {
  const id = seq === undefined ? "" : `id: ${seq}\n`;
  return `event: ${body.type}\ndata: ${JSON.stringify(body)}\n${id}\n`;
}
