import { once } from "node:events";
import { uuidv7 } from "uuidv7";
import { askApi } from "./ask-api.ts";
import { addressFor, callerHeaders } from "./caller.ts";
import type { Chat } from "./commands.ts";
import { converse } from "./converse.ts";
import { hearReminders } from "./hear-reminders.ts";
import { pipedInput, promptedInput } from "./input.ts";
import { keepConnected } from "./keep-connected.ts";
import type { ChatOptions } from "./read-arguments.ts";
import { makeScreen } from "./screen.ts";

/** Tries before the first connection and after: a person sees for themselves when it is enough. */
const tries = { piped: { first: 4, later: 10 }, prompted: { first: 1, later: Number.POSITIVE_INFINITY } };

/** Talks until the input ends; false where a pipe's message was left unanswered: a person has seen it. */
export async function openChat({ url, api, caller, conversation }: ChatOptions): Promise<boolean> {
  const { stdin, stdout, stderr } = process;
  const isPiped = !(stdin.isTTY && stdout.isTTY);
  const screen = makeScreen({
    out: stdout,
    aside: isPiped ? stderr : stdout,
    isLive: stdout.isTTY,
    hasColour: !isPiped && stdout.hasColors(),
  });
  const connection = keepConnected({
    address: addressFor(caller, url),
    headers: callerHeaders(caller),
    tries: isPiped ? tries.piped : tries.prompted,
  });
  for (const stream of [stdout, stderr]) stream.on("error", leaveQuietly);
  try {
    await opened(connection);
    const interrupt = () => talk.interrupt();
    const input = isPiped ? pipedInput(stdin) : promptedInput(stdin, stdout, interrupt);
    const chat: Chat = {
      api: askApi(api, caller),
      screen,
      reminders: hearReminders({ connection, say: (line) => input.besides(() => screen.notice(line)) }),
      agree: async (question) => isPiped || /^y(es)?$/i.test((await input.next(question))?.trim() ?? ""),
      conversationId: conversation,
    };
    if (!isPiped)
      screen.notice(`Aimi at ${url.host}. /help lists the commands, Ctrl-C cancels a reply, Ctrl-D leaves.`);
    const talk = converse({ chat, connection, input, isPiped, newId: uuidv7 });
    process.on("SIGINT", interrupt);
    try {
      const allAnswered = await talk.ended;
      return allAnswered || !isPiped;
    } finally {
      input.close();
      screen.endLine();
      if (!isPiped && chat.conversationId)
        screen.notice(`· to continue it: --conversation ${chat.conversationId}`);
    }
  } finally {
    connection.close();
  }
}

/** Whoever read the replies has heard enough. */
function leaveQuietly(): never {
  process.exit(1);
}

async function opened({ events }: ReturnType<typeof keepConnected>): Promise<void> {
  const ended = new AbortController();
  const failed = once(events, "ended", { signal: ended.signal }).then(([reason]) => Promise.reject(reason));
  try {
    await Promise.race([once(events, "open", { signal: ended.signal }), failed]);
  } finally {
    failed.catch(() => undefined);
    ended.abort();
  }
}
