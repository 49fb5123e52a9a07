import type { ServerResponse } from "node:http";

export type Disturbance = "hold" | "fail" | "pass";

export interface Disturbances {
  set(operation: string, how: Disturbance): void;
  of(operation: string): Disturbance;
  hold(operation: string, response: ServerResponse): void;
  dropAll(): void;
}

export function makeDisturbances(): Disturbances {
  const chosen = new Map<string, Disturbance>();
  const held = new Map<string, ServerResponse[]>();
  const drop = (operation: string) => {
    for (const response of held.get(operation) ?? []) response.destroy();
    held.delete(operation);
  };
  return {
    set(operation, how) {
      chosen.set(operation, how);
      if (how !== "hold") drop(operation);
    },
    of: (operation) => chosen.get(operation) ?? "pass",
    hold(operation, response) {
      held.set(operation, [...(held.get(operation) ?? []), response]);
    },
    dropAll() {
      for (const operation of [...held.keys()]) drop(operation);
    },
  };
}
