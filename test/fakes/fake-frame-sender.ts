import type { FrameSender } from "#shared/ports/connections.ts";

export interface FakeFrameSender extends FrameSender {
  readonly sent: readonly { readonly connectionId: string; readonly frame: unknown }[];
  /** Sockets at which nobody is any more. */
  readonly gone: Set<string>;
  /** Sockets that were closed. */
  readonly closed: readonly string[];
}

export function fakeFrameSender(): FakeFrameSender {
  const sent: { connectionId: string; frame: unknown }[] = [];
  const gone = new Set<string>();
  const closed: string[] = [];
  return {
    sent,
    gone,
    closed,
    async close(connectionId) {
      if (gone.has(connectionId)) return;
      gone.add(connectionId);
      closed.push(connectionId);
    },
    async send(connectionId, frame) {
      if (gone.has(connectionId)) return "gone";
      sent.push({ connectionId, frame });
      return "sent";
    },
  };
}
