import type { Backend } from "../backend.ts";
import type { ByteString } from "../byte-string.ts";
import { CommandError } from "../reply.ts";
import { type EncodedReply, encodeReply } from "./encode-reply.ts";
import { checkCommandSize, checkReplySize, TooLarge } from "./limit-size.ts";
import { parseCommand, parsePathCommand, parsePipeline } from "./parse-commands.ts";
import { checkAllowed } from "./refused-commands.ts";

type Answer = { result: EncodedReply } | { error: string };

interface Needs {
  readonly backend: Backend;
  readonly onCommand: () => void;
}

/** Throws a CommandError where the whole request is refused. */
export function answerCommands(
  needs: Needs,
  url: URL,
  body: Buffer,
  base64: boolean,
): Promise<Answer | Answer[]> {
  switch (url.pathname) {
    case "/":
      return runOne(needs, parseCommand(body), base64);
    case "/pipeline":
      return runPipeline(needs, parsePipeline(body), base64);
    case "/multi-exec":
      return runTransaction(needs, parsePipeline(body), base64);
    default:
      return runOne(needs, parsePathCommand(url, body), base64);
  }
}

async function runOne(
  { backend, onCommand }: Needs,
  command: ByteString[],
  base64: boolean,
): Promise<Answer> {
  onCommand();
  checkCommandSize(command);
  checkAllowed(command);
  const reply = await backend.run(command);
  return orError(() => ({ result: encodeReply(checkReplySize(reply), base64) }), TooLarge);
}

async function runPipeline(needs: Needs, commands: ByteString[][], base64: boolean): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const command of commands) {
    try {
      answers.push(await runOne(needs, command, base64));
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      answers.push({ error: error.message });
    }
  }
  return answers;
}

async function runTransaction(
  { backend, onCommand }: Needs,
  commands: ByteString[][],
  base64: boolean,
): Promise<Answer[]> {
  for (const command of commands) {
    onCommand();
    checkCommandSize(command);
    checkAllowed(command);
  }
  const outcomes = await backend.transaction(commands);
  return outcomes.map((outcome) =>
    "error" in outcome
      ? outcome
      : orError(() => ({ result: encodeReply(checkReplySize(outcome.reply), base64) }), TooLarge),
  );
}

function orError(work: () => Answer, kind: typeof TooLarge): Answer {
  try {
    return work();
  } catch (error) {
    if (error instanceof kind) return { error: error.message };
    throw error;
  }
}
