import type { StoredTurns } from "./ingest-conversation.ts";
import type { Conversation, Question } from "./read-conversations.ts";

export interface RecallRow {
  questions: number;
  at5: number;
  at10: number;
  sessionsAt10: number;
}
/** By category; the first four together come last, adversarial questions apart. */
export type Recall = ReadonlyMap<string, RecallRow>;

type Weights = Readonly<Record<"similarity" | "importance" | "decay", number>>;

const asked = ["single-hop", "multi-hop", "temporal", "open-domain"];

export async function measureRecall(
  url: string,
  conversations: readonly (Conversation & { readonly stored: StoredTurns })[],
  weights: Weights,
): Promise<Recall> {
  const rows = new Map<string, RecallRow[]>();
  for (const conversation of conversations) {
    const sessions = new Map(conversation.turns.map((turn) => [turn.id, turn.session]));
    const turns = new Map([...conversation.stored].map(([turn, message]) => [message, turn]));
    for (const question of conversation.questions) {
      const evidence = question.evidence.filter((turn) => sessions.has(turn));
      if (evidence.length === 0) continue;
      const results = await search(url, conversation.id, question, weights);
      const found = results.map(({ id, source_message_ids: sources = [id] }) =>
        sources.flatMap((message) => turns.get(message) ?? []),
      );
      const row = rate(found, evidence, (turn) => sessions.get(turn)!);
      rows.set(question.category, [...(rows.get(question.category) ?? []), row]);
    }
  }
  const categories = [...rows.keys()].sort();
  const together = asked.flatMap((category) => rows.get(category) ?? []);
  return new Map([
    ...categories.map((category) => [category, average(rows.get(category)!)] as const),
    ["the first four", average(together)] as const,
  ]);
}

interface Result {
  readonly id: string;
  readonly source_message_ids?: readonly string[];
}

async function search(
  url: string,
  id: string,
  { question }: Question,
  weights: Weights,
): Promise<readonly Result[]> {
  const response = await fetch(`${url}/v1/memory/search`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-user-id": `locomo-${id}` },
    body: JSON.stringify({ query: question, top_k: 10, weights }),
  });
  if (!response.ok) throw new Error(`a search was refused: ${await response.text()}`);
  const { results, degraded } = (await response.json()) as { results: Result[]; degraded?: true };
  if (degraded)
    throw new Error("a search went without its vector: the embedding server did not answer in time");
  return results;
}

/** A result stands for a turn, or where it is a memory for those on which it rests. */
function rate(
  found: readonly (readonly string[])[],
  evidence: readonly string[],
  sessionOf: (turn: string) => number,
): RecallRow {
  const share = (k: number) => {
    const reached = new Set(found.slice(0, k).flat());
    return evidence.filter((turn) => reached.has(turn)).length / evidence.length;
  };
  const wanted = new Set(evidence.map(sessionOf));
  const reached = new Set(found.flat().map(sessionOf));
  const sessionsAt10 = [...wanted].filter((session) => reached.has(session)).length / wanted.size;
  return { questions: 1, at5: share(5), at10: share(10), sessionsAt10 };
}

function average(rows: readonly RecallRow[]): RecallRow {
  const mean = (value: (row: RecallRow) => number) =>
    rows.reduce((sum, row) => sum + value(row), 0) / rows.length;
  return {
    questions: rows.length,
    at5: mean((row) => row.at5),
    at10: mean((row) => row.at10),
    sessionsAt10: mean((row) => row.sessionsAt10),
  };
}
