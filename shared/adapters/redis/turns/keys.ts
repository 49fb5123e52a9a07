/** What every key of turns begins with: the rest stands in turn.lua. */
export function keyPrefix(stage: string): string {
  return `aimi:${stage}:`;
}

/** What a runner publishes goes over a channel that is called as the turn's record. */
export function turnKey(stage: string, turnId: string): string {
  return `${keyPrefix(stage)}turn:${turnId}`;
}

export function tellingKey(stage: string, turnId: string): string {
  return `${turnKey(stage, turnId)}:telling`;
}

export function sessionKey(stage: string, conversationId: string): string {
  return `${keyPrefix(stage)}conversation:${conversationId}:session`;
}

export function conversationsKey(stage: string, ownerId: string): string {
  return `${keyPrefix(stage)}owner:${ownerId}:conversations`;
}

/** What a call is about to read. */
export function listKeys(stage: string, about: { turn?: string; conversation?: string }): string[] {
  const { turn, conversation } = about;
  const ofTurn =
    turn === undefined ? [] : ["", ":frames", ":heard"].map((part) => turnKey(stage, turn) + part);
  if (conversation === undefined) return ofTurn;
  const parts = ["unbegun", "listeners", "running", "session", "turns"];
  return [...ofTurn, ...parts.map((part) => `${keyPrefix(stage)}conversation:${conversation}:${part}`)];
}
