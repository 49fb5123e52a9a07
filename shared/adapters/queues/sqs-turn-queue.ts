import { createHash } from "node:crypto";
import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { Letter, TurnQueue } from "../../ports/turn-queue.ts";
import type { ChatTurn } from "../../wire/queues/chat-turn.ts";

const lettersPerCall = 10;
/** Half of what SQS takes at once: texts are up to 32,000 characters. */
const bytesPerCall = 500_000;

interface Entry {
  readonly Id: string;
  readonly MessageBody: string;
  readonly MessageGroupId: string;
  readonly MessageDeduplicationId: string;
}

/** A conversation is a group of the FIFO queue; a run of a turn is sent once. Stops where the queue refuses one. */
export function sqsTurnQueue(client: SQSClient, queueUrl: string): TurnQueue {
  return {
    async send(letters) {
      for (const Entries of inCalls(letters.map(toEntry))) {
        const { Failed = [] } = await client.send(
          new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }),
        );
        if (Failed.length > 0)
          throw new Error(`the queue refused ${Failed.length} turns: ${Failed[0]?.Code}`);
      }
    },
  };
}

function toEntry(letter: Letter, at: number): Entry {
  return {
    Id: String(at),
    MessageBody: asSqsTakesIt(JSON.stringify(toChatTurn(letter))),
    MessageGroupId: hash(letter.conversationId),
    // What was accepted anew, since Redis had lost it, is another letter: its turn may have ended before.
    MessageDeduplicationId: hash(`${letter.turnId}/${letter.attempt}/${letter.acceptedAt}`),
  };
}

export function toChatTurn(letter: Letter): ChatTurn {
  return {
    turn_id: letter.turnId,
    client_message_id: letter.clientMessageId,
    tenant_id: letter.tenantId,
    user_id: letter.userId,
    owner_id: letter.ownerId,
    conversation_id: letter.conversationId,
    client_conversation_id: letter.clientConversationId,
    text: letter.text,
    ...(letter.opens && { opens: letter.opens }),
    ...(letter.completion && { completion: letter.completion }),
    caller_id: letter.callerId,
    may_provision: letter.mayProvision,
    accepted_at: letter.acceptedAt,
    attempt: letter.attempt,
    request_id: letter.requestId,
  };
}

/** SQS refuses some characters as they are; within JSON they may stand as escapes. */
function asSqsTakesIt(json: string): string {
  return json.replaceAll(
    /[\ud800-\udfff\ufffe\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function inCalls(entries: readonly Entry[]): Entry[][] {
  const calls: Entry[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const entry of entries) {
    const size = Buffer.byteLength(entry.MessageBody);
    const call = calls.at(-1);
    if (call && call.length < lettersPerCall && bytes + size <= bytesPerCall) {
      call.push(entry);
      bytes += size;
    } else {
      calls.push([entry]);
      bytes = size;
    }
  }
  return calls;
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
