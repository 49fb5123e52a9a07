import { NotFound } from "../../errors.ts";
import type { Actor } from "../../ports/actor.ts";
import type { Embedder } from "../../ports/embedding.ts";
import type { Messages, StoredMessage } from "../../ports/messages.ts";

interface Needs {
  readonly messages: Messages;
  readonly embedder: Pick<Embedder, "model">;
}

export async function getMessage(
  ports: Needs,
  { actor, id }: { actor: Actor; id: string },
): Promise<StoredMessage> {
  const message = await ports.messages.find(actor, id, ports.embedder.model);
  if (!message) throw new NotFound("message");
  return message;
}
