import { expandContractions } from "../learning/expand-contractions.ts";
import { toThirdPersonSentence } from "../learning/to-third-person-sentence.ts";
import { type ChosenCall, callWith } from "./call-with.ts";
import type { ChatOrder, OfferedTool } from "./chat-order.ts";
import { guessType } from "./guess-type.ts";
import type { Prompt } from "./read-prompt.ts";
import { idsIn } from "./read-results.ts";
import { readWish } from "./read-wish.ts";

/** The next call that the user's wish takes, if a tool for it is offered. */
export function chooseCall({ tools, toolChoice }: ChatOrder, prompt: Prompt): ChosenCall | undefined {
  if (toolChoice === "none" || tools.length === 0) return undefined;
  const offered = (name: string) => tools.find((tool) => tool.name === name);
  const forced = typeof toolChoice === "object" ? offered(toolChoice.name) : undefined;
  if (prompt.outcomes.length > 0) return nextCall(prompt, offered);
  return (
    firstCall(prompt, offered, forced) ??
    callWith(forced ?? (toolChoice === "any" ? tools[0] : tools.find(isNamedIn(prompt.message))), prompt, {})
  );
}

type Offered = (name: string) => OfferedTool | undefined;

function firstCall(
  prompt: Prompt,
  offered: Offered,
  forced: OfferedTool | undefined,
): ChosenCall | undefined {
  const wish = readWish(prompt.message);
  if (!wish) return undefined;
  const tool = offered(wish.kind === "remember" ? "remember" : "search_memory");
  if (forced && forced !== tool) return undefined;
  if (wish.kind !== "remember") return callWith(tool, prompt, { query: wish.subject });
  return callWith(tool, prompt, { content: toFact(wish.subject), type: guessType(wish.subject) });
}

/** What they say of themselves is kept as somebody else would say it; all else in their words. */
function toFact(subject: string): string {
  const sentence = toThirdPersonSentence(expandContractions(subject), "The user");
  return sentence === undefined ? subject : `${sentence}.`;
}

/** What was found to forget is forgotten; all other wishes end with one call. */
function nextCall(prompt: Prompt, offered: Offered): ChosenCall | undefined {
  const last = prompt.outcomes.at(-1);
  if (readWish(prompt.message)?.kind !== "forget" || last?.name !== "search_memory") return undefined;
  const [id] = idsIn(last.result);
  if (id === undefined) return undefined;
  return callWith(offered("forget"), prompt, { id, memory_id: id, ids: [id] });
}

function isNamedIn(message: string) {
  const said = message.toLowerCase();
  return ({ name }: OfferedTool) => /[_-]/.test(name) && said.includes(name.toLowerCase());
}
