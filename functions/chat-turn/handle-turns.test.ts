import type { SQSEvent } from "aws-lambda";
import { expect, test } from "vitest";
import { toChatTurn } from "#shared/adapters/queues/sqs-turn-queue.ts";
import type { Postponed } from "#shared/ports/redelivery.ts";
import { buildLetter } from "#test/builders/build-letter.ts";
import { stageTurns, turnRules } from "#test/builders/stage-turns.ts";
import { fakeChatModel } from "#test/fakes/fake-chat-model.ts";
import { fakeLog } from "#test/fakes/fake-log.ts";
import { fakeTotals } from "#test/fakes/fake-totals.ts";
import { createTurnHandler } from "./handle-turns.ts";

type Ports = Parameters<typeof createTurnHandler>[0]["ports"];

test("a runner whose turn another one has gives the letter back: the other may die too", async () => {
  const gate = Promise.withResolvers<void>();
  const model = fakeChatModel([{ until: gate.promise }, "Too late"], ["In time"]);
  const stage = stageTurns(model);
  const letter = buildLetter();
  await stage.accept(letter);
  const postponed: Postponed[] = [];
  const redelivery = { postpone: async (records: readonly Postponed[]) => void postponed.push(...records) };
  const ports: Ports = {
    ...stage.ports,
    redelivery,
    totals: fakeTotals(),
    log: { ...fakeLog(), ...quiet() },
  };
  const handle = createTurnHandler({ ports, rules: turnRules });
  const first = handle(eventOf(letter), { getRemainingTimeInMillis: () => 60_000 });
  await expect.poll(() => model.requests.length).toBe(1);
  expect(await stage.run(letter)).toMatchObject({ outcome: "done" });
  gate.resolve();
  expect(await first).toEqual({ batchItemFailures: [{ itemIdentifier: "m1" }] });
  expect(postponed.at(-1)?.seconds).toBeGreaterThanOrEqual(30);
});

function quiet() {
  const ignore = () => undefined;
  const log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
  return { ...log, with: () => ({ ...log, with: () => log as never }) };
}

function eventOf(letter: ReturnType<typeof buildLetter>): SQSEvent {
  const body = JSON.stringify(toChatTurn(letter));
  const attributes = { ApproximateReceiveCount: "1", SentTimestamp: String(letter.acceptedAt) };
  return { Records: [{ messageId: "m1", receiptHandle: "h1", body, attributes }] } as unknown as SQSEvent;
}
