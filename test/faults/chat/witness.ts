import type { TurnQueue } from "#shared/ports/turn-queue.ts";
import type { TurnStream } from "#shared/ports/turn-stream.ts";
import type { Turns } from "#shared/ports/turns.ts";
import type { RunPorts } from "./compose-ports.ts";
import type { Script } from "./script.ts";

export type Witness = ReturnType<typeof createWitness>;

/** Notes what truly happened at the stores, whatever their callers were told. */
export function createWitness(script: Script) {
  const acceptedAt = new Map<string, number>();
  const queuedAt = new Map<string, number>();
  const begun: { readonly turnId: string; readonly attempt: number }[] = [];
  const losses: number[] = [];

  function watchStream(stream: TurnStream): TurnStream {
    return {
      ...stream,
      async accept(acceptance) {
        const answer = await stream.accept(acceptance);
        const { clientMessageId, turnId } = acceptance.letter;
        script.note(`  accept ${clientMessageId}: ${answer.outcome}`);
        if (answer.outcome === "accepted" && !acceptedAt.has(turnId))
          acceptedAt.set(turnId, performance.now());
        return answer;
      },
      async flush(flush) {
        const answer = await stream.flush(flush);
        const { frames, fence, closes, turn } = flush;
        const seqs = frames.map(({ seq, type }) => `${seq} ${type}`).join(", ");
        if (frames.length > 0 || answer.outcome !== "written") {
          const what = `[${seqs}] fence ${fence}${closes ? ` closes ${closes.status}` : ""}`;
          script.note(`  flush ${turn.turnId.slice(0, 8)}/${turn.attempt} ${what}: ${answer.outcome}`);
        }
        return answer;
      },
      async takeOver(turn, fence) {
        const left = await stream.takeOver(turn, fence);
        const what = left ? `${left.frames.length} frames${left.closed ? ", closed" : ""}` : "nothing";
        script.note(`  take over ${turn.turnId.slice(0, 8)}/${turn.attempt} fence ${fence}: ${what}`);
        return left;
      },
      async restore(restoration) {
        const answer = await stream.restore(restoration);
        const { turn, frames, listeners, fence } = restoration;
        const what = `${frames.length} frames, ${listeners.length} listeners, fence ${fence}`;
        script.note(`  restore ${turn.turnId.slice(0, 8)}/${turn.attempt} ${what}: ${answer.outcome}`);
        return answer;
      },
    };
  }

  function watchTurns(turns: Turns): Turns {
    return {
      async begin(turn) {
        const answer = await turns.begin(turn);
        const how = answer.outcome === "claimed" ? `${answer.run}, fence ${answer.fence}` : "";
        script.note(`  begin ${turn.clientMessageId}/${turn.attempt}: ${answer.outcome} ${how}`);
        if (answer.outcome === "claimed") begun.push({ turnId: turn.turnId, attempt: answer.attempt });
        return answer;
      },
      async finish(turn) {
        const answer = await turns.finish(turn);
        script.note(
          `  finish ${turn.turnId.slice(0, 8)} ${turn.ending.status} fence ${turn.fence}: ${answer.outcome}`,
        );
        return answer;
      },
      async abandon(turn) {
        const answer = await turns.abandon(turn);
        script.note(`  abandon ${turn.clientMessageId}: ${answer.outcome}`);
        if (answer.outcome === "abandoned") begun.push({ turnId: turn.turnId, attempt: turn.attempt });
        return answer;
      },
    };
  }

  function watchQueue(queue: TurnQueue): TurnQueue {
    return {
      async send(letters) {
        await queue.send(letters);
        for (const { turnId, clientMessageId, attempt } of letters) {
          script.note(`  queued ${clientMessageId}/${attempt}`);
          if (!queuedAt.has(turnId)) queuedAt.set(turnId, performance.now());
        }
      },
    };
  }

  return {
    watch(ports: RunPorts): RunPorts {
      const stream = watchStream(ports.stream);
      return {
        ...ports,
        stream,
        turnStream: stream,
        turns: watchTurns(ports.turns),
        turnQueue: watchQueue(ports.turnQueue),
      };
    },
    /** Redis lost all. */
    forget(_answer: unknown): void {
      losses.push(performance.now());
    },
    /** Turns in the order in which runners first began them, or they were given up. */
    order: () => [...new Set(begun.map(({ turnId }) => turnId))],
    /** Whether Redis lost that a turn was accepted before a queue knew of it. */
    wasForgotten(turnId: string): boolean {
      const from = acceptedAt.get(turnId) ?? 0;
      const to = queuedAt.get(turnId) ?? Number.POSITIVE_INFINITY;
      return losses.some((at) => at >= from && at <= to);
    },
    acceptedAt: (turnId: string) => acceptedAt.get(turnId),
  };
}
