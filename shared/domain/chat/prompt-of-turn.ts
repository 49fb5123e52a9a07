import type { Completion } from "../../ports/completion.ts";
import type { Letter } from "../../ports/turn-queue.ts";
import type { ClaimedTurn, SaidMessage } from "../../ports/turns.ts";
import { buildPrompt, type Prompt } from "./build-prompt.ts";
import { comingEvents } from "./coming-events.ts";
import type { Offer } from "./converse.ts";
import { describeOpening } from "./describe-opening.ts";
import { leaveOutRefused } from "./leave-out-refused.ts";
import { refuseCrowded } from "./refuse-crowded.ts";
import { saidToModel } from "./said-to-model.ts";
import { tellDone } from "./tell-done.ts";
import { tokensOfTools } from "./tokens-of-tools.ts";
import { toolTokens } from "./tools/registry.ts";
import type { TurnRules } from "./turn-needs.ts";

type Rules = Pick<TurnRules, "persona" | "recallLimit" | "contextTokens" | "maxTokens">;

export interface PromptOfTurn
  extends Pick<Letter, "text" | "opens" | "completion">,
    Pick<ClaimedTurn, "knowledge" | "memories" | "profile" | "usedBefore"> {
  /** The message's own id; null where it is not kept. */
  readonly messageId: string | null;
  /** The conversation as it is kept, without the message. */
  readonly before: readonly SaidMessage[];
  readonly offer: Offer;
  readonly rules: Rules;
  readonly now: number;
}

export interface RoomyPrompt extends Prompt {
  /** Of the model's context, for what tools will give. */
  readonly roomTokens: number;
}

/** What the model reads in a turn. A client that tells its own history is taken at its word. */
export async function promptOfTurn(turn: PromptOfTurn): Promise<RoomyPrompt> {
  const { completion, messageId, rules, offer, now } = turn;
  if (completion) refuseCrowded(completion, turn.text, rules);
  const { knowledge, memories, history } = leaveOutRefused({
    ...turn,
    history: completion ? [] : turn.before,
  });
  const shown = new Set([messageId, ...(completion ? repliesTo(turn) : history).map(({ id }) => id)]);
  const told = new Set(completion && toldBy(turn.text, completion));
  const { budgetTokens, resultTokens } = budgetOf(rules, offer);
  const prompt = buildPrompt({
    persona: personaOf(turn),
    now,
    profile: turn.profile,
    knowledge,
    coming: await comingEvents(knowledge.events, now),
    memories: memories
      .filter(({ id, content }) => !shown.has(id) && !told.has(content))
      .slice(0, rules.recallLimit),
    history: completion ? completion.before : history.map(saidToModel),
    text: turn.opens ? describeOpening(turn.text) : turn.text,
    since: completion ? [...tellDone(turn.usedBefore), ...completion.since] : [],
    budgetTokens,
  });
  return { ...prompt, roomTokens: prompt.leftTokens + resultTokens };
}

function toldBy(text: string, { before, since }: Completion): string[] {
  return [text, ...[...before, ...since].map(({ content }) => content)];
}

/** Of what was said lately: whoever asks the same again wants another answer than they had. */
function repliesTo({ text, before }: PromptOfTurn): SaidMessage[] {
  const replies: SaidMessage[] = [];
  let isAnswered = false;
  for (const said of before) {
    if (said.role !== "assistant") isAnswered = said.content === text;
    else if (isAnswered) replies.push(said);
  }
  return replies;
}

function personaOf({ completion, rules: { persona } }: PromptOfTurn): string {
  if (!completion?.instructions) return persona;
  const { instructions, replacesPersona } = completion;
  return replacesPersona ? instructions : `${persona}\n\n${instructions}`;
}

/** Of what a prompt could take, what it leaves to what tools will give. */
const shareOfResults = 1 / 8;

/** What the answer and the tools leave of the context; where ours are too many for it, half of what the others leave. */
function budgetOf({ contextTokens, maxTokens }: Rules, { ours, theirs }: Offer) {
  const left = contextTokens - maxTokens - (theirs.length > 0 ? tokensOfTools(theirs) : 0);
  const budget = Math.max(left - (ours.length > 0 ? toolTokens : 0), Math.floor(left / 2));
  const resultTokens = ours.length > 0 ? Math.floor(budget * shareOfResults) : 0;
  return { budgetTokens: budget - resultTokens, resultTokens };
}
