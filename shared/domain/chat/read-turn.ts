import { NotFound } from "../../errors.ts";
import type { ActingUser } from "../../ports/users.ts";
import { askStream } from "./ask-stream.ts";
import { type FollowedTurn, followTurn } from "./follow-turn.ts";

type Needs = Parameters<typeof followTurn>[0];

export interface ReadTurn {
  readonly person: ActingUser;
  readonly turnId: string;
  readonly requestId: string;
}

/** Reads along with a turn that runs or has lately ended; another person's is not there. */
export async function readTurn(ports: Needs, { person, turnId, requestId }: ReadTurn): Promise<FollowedTurn> {
  const { ownerId } = person;
  const found = await askStream(() => ports.turnStream.read({ ownerId, turnId, after: 0 }));
  if (!found) throw new NotFound("this turn");
  return await followTurn(ports, { ownerId, turnId, requestId });
}
