import { type Chat, commands } from "./commands.ts";
import { type FollowedTurn, followTurn, type Silences } from "./follow-turn.ts";
import type { Input } from "./input.ts";
import type { Connection } from "./keep-connected.ts";
import { type Message, toFrame } from "./message.ts";
import { type Line, readLine } from "./read-line.ts";
import type { Happening } from "./turn-state.ts";

export interface Conversing {
  readonly chat: Chat;
  readonly connection: Connection;
  readonly input: Input;
  readonly isPiped: boolean;
  readonly newId: () => string;
  readonly silences?: Silences;
}

export interface Talk {
  /** Whether all that was said was answered. */
  readonly ended: Promise<boolean>;
  /** Cancels the reply that streams; leaves where there is none, or when asked twice. */
  readonly interrupt: () => void;
}

const frameBytes = 32 * 1_024;

/** One line after another, each answered before the next is read. */
export function converse(conversing: Conversing): Talk {
  const { chat, connection, input, isPiped, newId, silences } = conversing;
  const { screen } = chat;
  const left = Promise.withResolvers<boolean>();
  let running: FollowedTurn | undefined;
  let failed: Message | undefined;
  let isCancelled = false;
  let isLossTold = false;

  function show(happening: Happening): void {
    if (happening.type === "accepted") chat.conversationId = happening.conversationId;
    screen.show(happening);
  }

  async function say(message: Message): Promise<boolean> {
    const size = Buffer.byteLength(JSON.stringify(toFrame(message)));
    if (size > frameBytes) {
      const most = `${size - frameBytes} bytes more than the 32 KB that fit`;
      screen.fail(`That message is too long: ${most}. Send it in parts.`);
      return false;
    }
    isCancelled = false;
    if (!connection.isOpen()) tellOfLoss();
    const { findReply } = chat.api;
    running = followTurn({ connection, message, show, findReply, silences });
    const outcome = await running.outcome;
    running = undefined;
    screen.showOutcome(outcome);
    failed = outcome.type === "failed" ? message : undefined;
    if (failed && !isPiped) screen.notice("· /retry sends it again");
    return outcome.type === "done" && outcome.finishReason !== "cancelled";
  }

  async function answer(line: Exclude<Line, { type: "quit" }>): Promise<boolean> {
    switch (line.type) {
      case "nothing":
        return true;
      case "message":
        return await say({ id: newId(), text: line.text, conversationId: chat.conversationId });
      case "retry":
        if (failed) return await say(failed);
        screen.fail("There is nothing to send again.");
        return false;
      case "no command":
        screen.fail(`There is no /${line.name}. /help lists the commands; to say it, put a space before it.`);
        return false;
      case "command":
        return await commands[line.name](chat, line.argument).catch((error: Error) => {
          screen.fail(error.message);
          return false;
        });
    }
  }

  async function talk(): Promise<boolean> {
    let allAnswered = true;
    for (;;) {
      const given = await input.next(isPiped ? "" : "> ");
      if (given === undefined) return allAnswered;
      const line = readLine(given, { isPiped });
      if (line.type === "quit") return allAnswered;
      if (!(await answer(line))) allAnswered = false;
      if (isPiped && isCancelled) return false;
    }
  }

  function interrupt(): void {
    if (running && !isCancelled) {
      isCancelled = true;
      running.cancel();
    } else left.resolve(false);
  }

  function tellOfLoss(): void {
    if (!isLossTold) screen.notice("· the connection is lost, trying again …");
    isLossTold = true;
  }

  function tellOfReturn(): void {
    if (isLossTold) screen.notice("· connected again");
    isLossTold = false;
  }

  connection.events
    .on("lost", () => running && tellOfLoss())
    .on("open", tellOfReturn)
    .on("ended", left.reject);
  return { ended: Promise.race([talk(), left.promise]), interrupt };
}
