import { NotFound } from "../../errors.ts";
import type { TurnStream } from "../../ports/turn-stream.ts";
import type { ActingUser } from "../../ports/users.ts";
import { askStream } from "./ask-stream.ts";

/** Asks the runner to stop; a turn that has ended stays as it is. */
export async function cancelTurn(
  { turnStream }: { readonly turnStream: Pick<TurnStream, "cancel"> },
  { person, turnId }: { readonly person: ActingUser; readonly turnId: string },
): Promise<void> {
  const outcome = await askStream(() => turnStream.cancel({ ownerId: person.ownerId, turnId }));
  if (outcome === "unknown") throw new NotFound("this turn");
}
