import type { DeadLetters } from "#shared/ports/dead-letters.ts";

export interface FakeDeadLetters extends DeadLetters {
  /** How many lie in the dead-letter queue of each queue. */
  readonly lying: Map<string, number>;
}

export function fakeDeadLetters(): FakeDeadLetters {
  const lying = new Map([["memory-jobs", 0]]);
  return {
    lying,
    async redrive(queue) {
      const moved = lying.get(queue);
      if (moved === undefined) return null;
      lying.set(queue, 0);
      return moved;
    },
  };
}
