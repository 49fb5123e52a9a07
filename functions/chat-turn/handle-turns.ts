import type { Context, SQSEvent } from "aws-lambda";
import { runTurn } from "#shared/domain/chat/run-turn.ts";
import { Conflict } from "#shared/errors.ts";
import type { composeChatTurn } from "#shared/runtime/compose/chat-turn.ts";
import { runSqsBatch } from "#shared/runtime/sqs-batch.ts";
import { chatTurn } from "#shared/wire/queues/chat-turn.ts";
import { heldForSeconds, holdWhile } from "./hold-while.ts";
import { toLetter } from "./to-letter.ts";

type Composed = Awaited<ReturnType<typeof composeChatTurn>>;
type Remaining = Pick<Context, "getRemainingTimeInMillis">;

export function createTurnHandler({ ports, rules }: Composed) {
  return async (event: SQSEvent, context: Remaining) =>
    await runSqsBatch(event, {
      schema: chatTurn,
      ...ports,
      queue: "chat-turns",
      groupBy: ({ turn_id }) => turn_id,
      work: async ([job], [record]) => {
        const remainingMs = context.getRemainingTimeInMillis();
        const ran = await holdWhile(ports, record!, () =>
          runTurn(ports, { letter: toLetter(job!), rules, remainingMs }),
        );
        // The other one may die too: then its letter is still here.
        if (ran.outcome === "fenced") throw new Conflict("another runner has the turn", heldForSeconds);
        return ran;
      },
    });
}
