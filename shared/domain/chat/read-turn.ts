import { NotFound } from "../../errors.ts";
import type { ActingUser } from "../../ports/users.ts";
import { askStream } from "./ask-stream.ts";
import { type FollowedTurn, followTurn } from "./follow-turn.ts";

type Needs = Parameters<typeof followTurn>[0];

export interface ReadTurn {
  readonly person: ActingUser;
  readonly turnId: string;
  /** The last seq that the reader has. */
  readonly after: number;
  readonly requestId: string;
}

/**
 * Reads along with a turn that runs or has lately ended; another person's is not there, nor is a run of which the
 * reader has more than was said: it would wait for an end that it takes for old.
 */
export async function readTurn(
  ports: Needs,
  { person, turnId, after, requestId }: ReadTurn,
): Promise<FollowedTurn> {
  const { ownerId } = person;
  const found = await askStream(() => ports.turnStream.read({ ownerId, turnId, after: 0 }));
  if (!found || after > (found.frames.at(-1)?.seq ?? 0)) throw new NotFound("this turn");
  return await followTurn(ports, { ownerId, turnId, requestId });
}
