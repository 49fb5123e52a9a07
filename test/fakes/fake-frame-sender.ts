import type { FrameSender } from "#shared/ports/connections.ts";

export interface FakeFrameSender extends FrameSender {
  readonly sent: readonly { readonly connectionId: string; readonly frame: unknown }[];
  /** Sockets at which nobody is any more. */
  readonly gone: Set<string>;
}

export function fakeFrameSender(): FakeFrameSender {
  const sent: { connectionId: string; frame: unknown }[] = [];
  const gone = new Set<string>();
  return {
    sent,
    gone,
    async send(connectionId, frame) {
      if (gone.has(connectionId)) return "gone";
      sent.push({ connectionId, frame });
      return "sent";
    },
  };
}
