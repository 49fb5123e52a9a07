import type { UsedTool } from "../../ports/turns.ts";

/** A tool's call as a message holds it; a person's export gives it as it stands. */
export type StoredCall = Omit<UsedTool, "callId"> & { readonly call_id?: string };

export function toStoredCalls(used: readonly UsedTool[]): readonly StoredCall[] | null {
  if (used.length === 0) return null;
  return used.map(({ callId, ...call }) => ({ ...call, ...(callId !== undefined && { call_id: callId }) }));
}

export function toUsedTools(stored: readonly StoredCall[] | null): readonly UsedTool[] {
  return (stored ?? []).map(({ call_id: callId, ...call }) => ({
    ...call,
    ...(callId !== undefined && { callId }),
  }));
}
