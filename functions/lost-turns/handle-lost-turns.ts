import type { SQSEvent } from "aws-lambda";
import { toLetter } from "#functions/chat-turn/to-letter.ts";
import { abandonTurn } from "#shared/domain/chat/abandon-turn.ts";
import type { composeLostTurns } from "#shared/runtime/compose/lost-turns.ts";
import { runSqsBatch } from "#shared/runtime/sqs-batch.ts";
import { chatTurn } from "#shared/wire/queues/chat-turn.ts";

export function createLostTurnHandler(ports: Awaited<ReturnType<typeof composeLostTurns>>) {
  return async (event: SQSEvent) =>
    await runSqsBatch(event, {
      schema: chatTurn,
      ...ports,
      queue: "chat-turns-dlq",
      groupBy: ({ turn_id }) => turn_id,
      work: ([job]) => abandonTurn(ports, toLetter(job!)),
    });
}
