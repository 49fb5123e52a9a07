import { UpstreamUnavailable } from "../../errors.ts";
import type { Listener, Silenced } from "../../ports/turn-stream.ts";
import type { FrameLog } from "./frame-log.ts";
import type { Speaking, VoiceNeeds } from "./turn-voice.ts";

/** What Redis has lost of a run, and who must be told that the run begins anew. */
export function createRenewal(
  ports: VoiceNeeds,
  { turn, fence, person, clientMessageId, beginsAnew }: Speaking,
  log: FrameLog,
) {
  const told = new Set<string>();
  let deaf: readonly string[] = [];

  /**
   * Redis has forgotten the turn: it gets again what it had of this run, and the sockets are those that say so
   * themselves. What is new comes with the next flush, the last frame with what closes the turn. Or why it gets nothing.
   */
  async function restore(): Promise<readonly Listener[] | Silenced> {
    const { tenantId, userId } = person;
    const sockets = await ports.audience.find({ tenantId, userId, conversationId: turn.conversationId });
    const hearing = sockets.filter(({ connectionId }) => !deaf.includes(connectionId));
    const listeners = hearing.map((socket) => ({ ...socket, after: 0, round: "" }));
    const frames = log.written();
    const { outcome } = await ports.stream.restore({ turn, fence, frames, listeners, isAnew: beginsAnew });
    ports.log.warn("turn put back into Redis", { turn_id: turn.turnId, frames: frames.length, outcome });
    return outcome === "restored" ? listeners : outcome;
  }

  /** Says that the run begins; to whom it could not be said. */
  async function tell(listeners: readonly Listener[]): Promise<string[]> {
    const body = ports.encoder.accepted({ ...turn, clientMessageId });
    const ids = listeners.map(({ connectionId }) => connectionId);
    const outcomes = await Promise.allSettled(ids.map((id) => ports.frames.send(id, body)));
    const failed = ids.filter((_, at) => {
      const outcome = outcomes[at]!;
      return outcome.status === "rejected" || outcome.value === "gone";
    });
    for (const id of ids) if (!failed.includes(id)) told.add(id);
    return failed;
  }

  return {
    restore,
    /** Sockets that could not be told: they hear nothing until they ask. */
    deaf: () => deaf,

    /** Nobody knows what was shown of the turn: all who hear it are told that it begins anew, before any word of it. */
    async announce(): Promise<"announced" | Silenced> {
      const restored = await restore();
      if (typeof restored === "string") return restored;
      const quiet = { frames: [], served: [], gone: [], closes: null };
      const flushed = await ports.stream.flush({ turn, fence, ...quiet });
      if (flushed.outcome === "lost") throw new UpstreamUnavailable("the session's store");
      if (flushed.outcome !== "written") return flushed.outcome;
      // Who was not told hears nothing until it asks: the words of two runs would become one text.
      deaf = await tell(flushed.listeners);
      return "announced";
    },

    /** Those who may hear, once whoever came since has been told. Who says up to where it heard has heard of this run. */
    async admit(listeners: readonly Listener[]): Promise<readonly Listener[]> {
      const late = listeners.filter(({ connectionId, after }) => after === 0 && !told.has(connectionId));
      const failed = await tell(late);
      return listeners.filter(({ connectionId }) => !failed.includes(connectionId));
    },
  };
}
