import "#shared/runtime/begin-secret.ts";
import type { Context, SQSEvent } from "aws-lambda";
import { runTurn } from "#shared/domain/chat/run-turn.ts";
import { composeChatTurn } from "#shared/runtime/compose/chat-turn.ts";
import { runSqsBatch } from "#shared/runtime/sqs-batch.ts";
import { chatTurn } from "#shared/wire/queues/chat-turn.ts";
import { holdWhile } from "./hold-while.ts";
import { toLetter } from "./to-letter.ts";

const { ports, rules } = await composeChatTurn();

export async function handler(event: SQSEvent, context: Context) {
  return await runSqsBatch(event, {
    schema: chatTurn,
    ...ports,
    queue: "chat-turns",
    groupBy: ({ turn_id }) => turn_id,
    work: async ([job], [record]) => {
      const remainingMs = context.getRemainingTimeInMillis();
      return await holdWhile(ports, record!, () =>
        runTurn(ports, { letter: toLetter(job!), rules, remainingMs }),
      );
    },
  });
}
