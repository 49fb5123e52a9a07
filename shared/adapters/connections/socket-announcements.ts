import type { Announcements } from "../../ports/announcements.ts";
import type { Audience, Connections, FrameSender } from "../../ports/connections.ts";
import type { SessionEnded } from "../../wire/frames/server-frame.ts";

interface Needs {
  readonly audience: Pick<Audience, "findAll">;
  readonly connections: Pick<Connections, "remove">;
  readonly frames: Pick<FrameSender, "send">;
}

/** A socket that does not take a frame keeps none of the others from it; if none takes it, that is told. */
export function socketAnnouncements({ audience, connections, frames }: Needs): Announcements {
  async function post(connectionId: string, frame: SessionEnded): Promise<boolean> {
    const outcome = await frames.send(connectionId, frame);
    if (outcome === "gone") await connections.remove(connectionId);
    return outcome === "sent";
  }

  return {
    async sessionEnded(whose, { clientConversationId, title, summary }) {
      const frame: SessionEnded = {
        type: "session.ended",
        conversation_id: clientConversationId,
        title,
        summary,
      };
      const sockets = await audience.findAll(whose);
      const posted = await Promise.allSettled(sockets.map(({ connectionId }) => post(connectionId, frame)));
      const failed = posted.filter((each) => each.status === "rejected");
      if (failed.length > 0 && failed.length === posted.length) throw failed[0]!.reason;
      return posted.filter((each) => each.status === "fulfilled" && each.value).length;
    },
  };
}
