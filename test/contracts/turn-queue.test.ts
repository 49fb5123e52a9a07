import { randomUUID } from "node:crypto";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterAll, describe, expect, inject, test } from "vitest";
import { toLetter } from "#functions/chat-turn/to-letter.ts";
import { awsClientOptions } from "#shared/adapters/aws/client-options.ts";
import { sqsTurnQueue } from "#shared/adapters/queues/sqs-turn-queue.ts";
import type { Completion } from "#shared/ports/completion.ts";
import type { Letter, TurnQueue } from "#shared/ports/turn-queue.ts";
import { chatTurn } from "#shared/wire/queues/chat-turn.ts";
import { buildLetter } from "#test/builders/build-letter.ts";
import { fakeTurnQueue } from "#test/fakes/fake-turn-queue.ts";

interface Subject {
  readonly turnQueue: TurnQueue;
  /** All that runners get, in the order in which they get it. */
  received(): Promise<readonly Letter[]>;
}

function describeTurnQueue(name: string, make: () => Promise<Subject>): void {
  const say = (...ids: string[]) => ids.map((clientMessageId) => buildLetter({ clientMessageId }));

  describe(`the turn queue in ${name}`, () => {
    test("hands a letter to its runner as it was sent", async () => {
      const { turnQueue, received } = await make();
      const letter = buildLetter({
        text: 'words, "quotes", 😀 and \ufffe\uffff\u0007',
        mayProvision: true,
        attempt: 3,
      });
      await turnQueue.send([letter]);
      expect(await received()).toEqual([letter]);
    });

    test("hands over what a client that keeps its own history asks for, as it was sent", async () => {
      const { turnQueue, received } = await make();
      const toolCalls = [{ id: "call_1", name: "weather", arguments: '{"city":"Oslo"}' }];
      const completion: Completion = {
        instructions: "You are a pirate.",
        replacesPersona: true,
        isSaidAgain: true,
        before: [
          { role: "user", content: "Ahoy \ufffe" },
          { role: "assistant", content: "Ahoy!" },
        ],
        since: [
          { role: "assistant", content: "", toolCalls },
          { role: "tool", toolCallId: "call_1", content: "rain" },
        ],
        tools: [{ name: "weather", description: "Of a city", parameters: { type: "object" }, strict: true }],
        mustCall: { name: "weather" },
        callsSeveral: false,
        manner: { temperature: 0.5, maxTokens: 100, stop: ["END"], schema: { name: "s", schema: {} } },
      };
      const letter = buildLetter({ completion });
      await turnQueue.send([letter]);
      expect(await received()).toEqual([letter]);
    });

    test("keeps the order of a conversation, however many are sent at once", async () => {
      const { turnQueue, received } = await make();
      const letters = say(...Array.from({ length: 23 }, (_, at) => `m${at}`));
      await turnQueue.send(letters);
      expect(await received()).toEqual(letters);
    });

    test("drops a run that was sent before, and takes the next run of its turn", async () => {
      const { turnQueue, received } = await make();
      const [one, other] = say("m1", "m2");
      await turnQueue.send([one!]);
      await turnQueue.send([one!, other!]);
      await turnQueue.send([{ ...one!, attempt: 2 }]);
      expect(await received()).toEqual([one, other, { ...one!, attempt: 2 }]);
    });

    test("takes a run again that was accepted anew, since all was forgotten meanwhile", async () => {
      const { turnQueue, received } = await make();
      const [one] = say("m1");
      const anew = { ...one!, acceptedAt: one!.acceptedAt + 5_000 };
      await turnQueue.send([one!]);
      await turnQueue.send([anew]);
      expect(await received()).toEqual([one, anew]);
    });

    test("takes texts of every length that may be said, several at once", async () => {
      const { turnQueue, received } = await make();
      const letters = say("m1", "m2", "m3", "m4", "m5", "m6").map((letter) => ({
        ...letter,
        text: "\u0001".repeat(32_000),
      }));
      await turnQueue.send(letters);
      expect((await received()).map(({ clientMessageId }) => clientMessageId)).toEqual(
        letters.map(({ clientMessageId }) => clientMessageId),
      );
    });

    test("takes none", async () => {
      const { turnQueue, received } = await make();
      await turnQueue.send([]);
      expect(await received()).toEqual([]);
    });
  });
}

describeTurnQueue("the fake", async () => {
  const turnQueue = fakeTurnQueue();
  return { turnQueue, received: async () => turnQueue.sent };
});

const made: (() => Promise<unknown>)[] = [];
afterAll(() => Promise.all(made.map((takeAway) => takeAway())));

describeTurnQueue("SQS", async () => {
  const client = new SQSClient({
    ...awsClientOptions,
    endpoint: inject("cloud").environment.AWS_ENDPOINT_URL!,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const { QueueUrl } = await client.send(
    new CreateQueueCommand({ QueueName: `turns-${randomUUID()}.fifo`, Attributes: { FifoQueue: "true" } }),
  );
  made.push(() => client.send(new DeleteQueueCommand({ QueueUrl })));
  const next = async () =>
    (await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 })))
      .Messages ?? [];
  return {
    turnQueue: sqsTurnQueue(client, QueueUrl!),
    async received() {
      const letters: Letter[] = [];
      for (let messages = await next(); messages.length > 0; messages = await next()) {
        for (const { Body = "", ReceiptHandle } of messages) {
          letters.push(toLetter(chatTurn.parse(JSON.parse(Body))));
          await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
        }
      }
      return letters;
    },
  };
});
