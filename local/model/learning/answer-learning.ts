import type { SaidTurn } from "../chat/chat-order.ts";
import { parseJson } from "../chat/parse-json.ts";
import { closeSession, type Session } from "./close-session.ts";
import { decideFacts, type ToDecide } from "./decide-facts.ts";
import { findFacts, type LearnMessage } from "./find-facts.ts";

interface Stretch {
  readonly person: string | null;
  readonly messages: readonly LearnMessage[];
}

const answers: Readonly<Record<string, { key: string; answer(input: never): unknown }>> = {
  facts: {
    key: "messages",
    answer: ({ messages, person }: Stretch) => ({ facts: findFacts(messages, person) }),
  },
  decisions: { key: "memories", answer: (input: ToDecide) => ({ decisions: decideFacts(input) }) },
  session: { key: "messages", answer: (input: Session) => closeSession(input) },
};

/** What is to be learnt, by the name of the schema; undefined where that is no learning, or nothing to learn from came. */
export function answerLearning(schema: string | undefined, messages: readonly SaidTurn[]): unknown {
  const wanted = schema === undefined ? undefined : answers[schema];
  if (!wanted) return undefined;
  const inputs = messages.flatMap(({ role, text }) => (role === "user" ? [parseJson(text)] : []));
  const input = inputs.findLast((value) => isInput(value, wanted.key));
  return input === undefined ? undefined : wanted.answer(input as never);
}

function isInput(value: unknown, key: string): boolean {
  return (
    typeof value === "object" && value !== null && Array.isArray((value as Record<string, unknown>)[key])
  );
}
