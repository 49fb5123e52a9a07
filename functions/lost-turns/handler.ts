import "#shared/runtime/begin-secret.ts";
import type { SQSEvent } from "aws-lambda";
import { toLetter } from "#functions/chat-turn/to-letter.ts";
import { abandonTurn } from "#shared/domain/chat/abandon-turn.ts";
import { composeLostTurns } from "#shared/runtime/compose/lost-turns.ts";
import { runSqsBatch } from "#shared/runtime/sqs-batch.ts";
import { chatTurn } from "#shared/wire/queues/chat-turn.ts";

const ports = await composeLostTurns();

export async function handler(event: SQSEvent) {
  return await runSqsBatch(event, {
    schema: chatTurn,
    ...ports,
    queue: "chat-turns-dlq",
    groupBy: ({ turn_id }) => turn_id,
    work: ([job]) => abandonTurn(ports, toLetter(job!)),
  });
}
