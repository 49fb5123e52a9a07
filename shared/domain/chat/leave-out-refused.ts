import type { MemoryMatch } from "../../ports/memory-index.ts";
import type { PersonKnowledge } from "../../ports/person-knowledge.ts";
import type { SaidMessage } from "../../ports/turns.ts";
import { sayRelation } from "./describe-knowledge.ts";
import { mayBeRecalled } from "./may-be-recalled.ts";
import { mayBeUsed } from "./may-be-used.ts";

interface Recalled {
  readonly knowledge: PersonKnowledge;
  readonly memories: readonly MemoryMatch[];
  readonly history: readonly SaidMessage[];
}

/** What a prompt may say of a person: all of it but what they do not allow, or not any more. */
export function leaveOutRefused({ knowledge, memories, history }: Recalled): Recalled {
  const { refused } = knowledge;
  const may = (text: string, createdAt: number) => mayBeUsed({ text, createdAt }, refused);
  const mayLearnt = (text: string, createdAt: number) =>
    mayBeUsed({ text, createdAt, isLearnt: true }, refused);
  return {
    memories: memories.filter((match) => mayBeRecalled(match, refused)),
    history: history.filter(({ content, createdAt }) => may(content, createdAt)),
    knowledge: {
      ...knowledge,
      state: knowledge.state.filter(({ content, createdAt }) => may(content, createdAt)),
      summaries: knowledge.summaries
        .filter(({ summary, endedAt }) => mayLearnt(summary, endedAt))
        .map((each) => ({
          ...each,
          title: each.title !== null && may(each.title, each.endedAt) ? each.title : null,
        })),
      facts: knowledge.facts.filter((fact) => mayLearnt(sayRelation(fact), fact.since)),
      goals: knowledge.goals.filter(({ title, createdAt }) => may(title, createdAt)),
      tasks: knowledge.tasks.filter(({ title, createdAt }) => may(title, createdAt)),
      events: knowledge.events.filter(
        ({ title, location, createdAt }) => may(title, createdAt) && may(location ?? "", createdAt),
      ),
      reminders: knowledge.reminders.filter(({ text, createdAt }) => may(text, createdAt)),
    },
  };
}
