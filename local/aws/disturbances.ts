import { AwsError } from "./aws-errors.ts";
import type { Service } from "./service.ts";

export type Disturbance = "hold" | "fail" | "pass";

/** Whoever waits for an answer, and can be cut off. */
interface Waiting {
  destroy(): unknown;
}

export interface Disturbances {
  set(operation: string, how: Disturbance): void;
  /** Whether a call of the service goes on; throws where it is to fail, and keeps whoever is held. */
  admit(operation: string, service: Pick<Service, "internalFailure">, waiting: Waiting): boolean;
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
    admit(operation, { internalFailure }, waiting) {
      const how = chosen.get(operation) ?? "pass";
      if (how === "fail") throw new AwsError(internalFailure, "Made to fail.", 500);
      if (how === "hold") held.set(operation, [...(held.get(operation) ?? []), waiting]);
      return how === "pass";
    },
    dropAll() {
      for (const operation of [...held.keys()]) drop(operation);
    },
  };
}
