/** What every key of turns begins with: the rest stands in turn.lua. */
export function keyPrefix(stage: string): string {
  return `aimi:${stage}:`;
}

export function turnChannel(stage: string, turnId: string): string {
  return `${keyPrefix(stage)}turn:${turnId}`;
}

export function sessionKey(stage: string, conversationId: string): string {
  return `${keyPrefix(stage)}conversation:${conversationId}:session`;
}
