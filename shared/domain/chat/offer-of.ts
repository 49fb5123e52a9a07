import type { ToolSpec } from "../../ports/chat-model.ts";
import type { Completion } from "../../ports/completion.ts";
import type { Letter } from "../../ports/turn-queue.ts";
import type { Offer } from "./converse.ts";
import { toolSpecs } from "./tools/registry.ts";
import type { TurnRules } from "./turn-needs.ts";

type Rules = Pick<TurnRules, "temperature" | "maxTokens">;

/** OpenAI takes no more. */
const mostTools = 128;

/** What a turn's model may call, and how it is to speak. Nobody pays for longer answers than the stage allows. */
export function offerOf({ opens, completion }: Pick<Letter, "opens" | "completion">, rules: Rules): Offer {
  const { temperature, maxTokens } = rules;
  // Nobody has asked for anything yet.
  if (!completion) return { manner: { temperature, maxTokens }, ours: opens ? [] : toolSpecs, theirs: [] };
  const { manner, tools, mustCall, callsSeveral } = completion;
  const spoken = {
    ...manner,
    temperature: manner.temperature ?? temperature,
    maxTokens: Math.min(manner.maxTokens ?? maxTokens, maxTokens),
  };
  const common = { manner: spoken, mayBeCutShort: true, isClients: setsAnything(completion) };
  if (mustCall === "none") return { ...common, ours: [], theirs: [] };
  // What is said between rounds would stand before the JSON.
  const isJson = manner.schema !== undefined || manner.asJson;
  const ours = isJson || isTooMany(tools) ? [] : toolSpecs;
  return { ...common, ours, theirs: tools, mustCall, callsSeveral };
}

/** One of theirs stands in the place of one of ours of the same name. */
function isTooMany(theirs: readonly ToolSpec[]): boolean {
  return new Set([...theirs, ...toolSpecs].map(({ name }) => name)).size > mostTools;
}

function setsAnything({ manner, tools, mustCall, callsSeveral }: Completion): boolean {
  return (
    tools.length > 0 || [...Object.values(manner), mustCall, callsSeveral].some((set) => set !== undefined)
  );
}
