import type { Letter, TurnQueue } from "#shared/ports/turn-queue.ts";

export interface FakeTurnQueue extends TurnQueue {
  /** In the order in which a runner gets them; what was sent before is dropped. */
  readonly sent: readonly Letter[];
  /** While true, every send rejects. */
  failing: boolean;
}

export function fakeTurnQueue(): FakeTurnQueue {
  const sent: Letter[] = [];
  const fake: FakeTurnQueue = {
    sent,
    failing: false,
    async send(letters) {
      if (fake.failing) throw new Error("the queue does not answer");
      for (const letter of letters) {
        const isKnown = sent.some(
          ({ turnId, attempt, acceptedAt }) =>
            turnId === letter.turnId && attempt === letter.attempt && acceptedAt === letter.acceptedAt,
        );
        if (!isKnown) sent.push(letter);
      }
    },
  };
  return fake;
}
