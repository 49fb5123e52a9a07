import type { CatchUps } from "#shared/ports/catch-ups.ts";

export interface FakeCatchUps extends CatchUps {
  readonly asked: readonly Parameters<CatchUps["ask"]>[0][];
  /** While true, every call rejects. */
  failing: boolean;
}

export function fakeCatchUps(): FakeCatchUps {
  const asked: Parameters<CatchUps["ask"]>[0][] = [];
  const fake: FakeCatchUps = {
    asked,
    failing: false,
    async ask(socket) {
      if (fake.failing) throw new Error("the queue does not answer");
      asked.push(socket);
    },
  };
  return fake;
}
