import { NotFound } from "../../errors.ts";
import type { Resumed, TurnStream } from "../../ports/turn-stream.ts";
import type { ActingUser } from "../../ports/users.ts";
import { askStream } from "./ask-stream.ts";

export interface ResumeTurn {
  readonly person: ActingUser;
  readonly turnId: string;
  readonly after: number;
  readonly connectionId: string;
  readonly listensUntil: number | null;
}

/** A socket goes on hearing a turn. Of one that has ended the answer has the rest; another person's is not there. */
export async function resumeTurn(
  { turnStream }: { readonly turnStream: Pick<TurnStream, "resume"> },
  { person, ...call }: ResumeTurn,
): Promise<Exclude<Resumed, { outcome: "unknown" }>> {
  const resumed = await askStream(() => turnStream.resume({ ownerId: person.ownerId, ...call }));
  if (resumed.outcome === "unknown") throw new NotFound("this turn");
  return resumed;
}
