export type Disturbance = "hold" | "fail" | "pass";

/** Whoever waits for an answer, and can be cut off. */
interface Waiting {
  destroy(): unknown;
}

export interface Disturbances {
  set(operation: string, how: Disturbance): void;
  of(operation: string): Disturbance;
  hold(operation: string, waiting: Waiting): void;
  dropAll(): void;
}

export function makeDisturbances(): Disturbances {
  const chosen = new Map<string, Disturbance>();
  const held = new Map<string, Waiting[]>();
  const drop = (operation: string) => {
    for (const waiting of held.get(operation) ?? []) waiting.destroy();
    held.delete(operation);
  };
  return {
    set(operation, how) {
      chosen.set(operation, how);
      if (how !== "hold") drop(operation);
    },
    of: (operation) => chosen.get(operation) ?? "pass",
    hold(operation, waiting) {
      held.set(operation, [...(held.get(operation) ?? []), waiting]);
    },
    dropAll() {
      for (const operation of [...held.keys()]) drop(operation);
    },
  };
}
