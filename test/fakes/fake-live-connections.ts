import type { Connection } from "#shared/ports/connections.ts";
import type { LiveConnections } from "#shared/ports/live-connections.ts";

type Whose = Parameters<LiveConnections["end"]>[0];

export interface FakeLiveConnections extends LiveConnections {
  readonly open: Map<string, Connection>;
  readonly ended: readonly { readonly whose: Whose; readonly code: string }[];
}

export function fakeLiveConnections(): FakeLiveConnections {
  const open = new Map<string, Connection>();
  const ended: { whose: Whose; code: string }[] = [];
  return {
    open,
    ended,
    async end(whose, code) {
      ended.push({ whose, code });
      const theirs = [...open.values()].filter(
        "keyId" in whose
          ? ({ keyId }) => keyId === whose.keyId
          : ({ tenantId, userId, signInId }) =>
              tenantId === whose.tenantId &&
              userId === whose.userId &&
              (whose.signInId === undefined || signInId === whose.signInId),
      );
      for (const { connectionId } of theirs) open.delete(connectionId);
      return theirs.length;
    },
  };
}
