import { deriveTurnId } from "../access/derive-ids.ts";
import { type AcceptedTurn, type AcceptTurn, acceptTurn } from "./accept-turn.ts";
import { type FollowedTurn, followTurn } from "./follow-turn.ts";

type Needs = Parameters<typeof acceptTurn>[0] & Parameters<typeof followTurn>[0];
export type StreamTurn = Omit<AcceptTurn, "connectionId" | "listensUntil">;

/** Takes a message in and reads along: it listens first, so that it hears the reply from its first word. */
export async function streamTurn(
  ports: Needs,
  sent: StreamTurn,
): Promise<{ turn: AcceptedTurn; followed: FollowedTurn }> {
  const { person, clientMessageId, requestId } = sent;
  const turnId = deriveTurnId(person.ownerId, clientMessageId);
  const followed = await followTurn(ports, { ownerId: person.ownerId, turnId, requestId });
  try {
    const turn = await acceptTurn(ports, { ...sent, connectionId: null, listensUntil: null });
    return { turn, followed };
  } catch (error) {
    await followed.leave();
    throw error;
  }
}
