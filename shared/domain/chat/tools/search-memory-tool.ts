import * as z from "zod";
import type { MemoryMatch } from "../../../ports/memory-index.ts";
import { recallQuery } from "../../memory/embed-query.ts";
import { noFilters } from "../../memory/no-filters.ts";
import { searchMemory } from "../../memory/search-memory.ts";
import { saidAtOf } from "../describe-knowledge.ts";
import { dateOf } from "../fence-lines.ts";
import { mayBeRecalled } from "../may-be-recalled.ts";
import { tool } from "./tool.ts";

export const searchMemoryTool = tool({
  name: "search_memory",
  description:
    "Looks for what this person said before and for facts that are remembered of them. Use it when the answer may lie in an earlier conversation and is not in front of you.",
  arguments: z.object({
    query: z.string().min(1).max(1_000).describe("What to look for, in plain words"),
    limit: z.int().min(1).max(10).default(5),
  }),
  async run({ ports, person, refused }, { query, limit }) {
    const { matches } = await searchMemory(ports, {
      actor: person,
      text: query,
      recalled: await recallQuery(ports, query),
      topK: limit,
      minSimilarity: 0,
      weights: {},
      kinds: undefined,
      asOf: undefined,
      ...noFilters,
    });
    return { results: matches.filter((match) => mayBeRecalled(match, refused)).map(toResult) };
  },
});

function toResult(match: MemoryMatch) {
  return {
    id: match.id,
    kind: match.kind,
    date: dateOf(saidAtOf(match)),
    text: match.content.slice(0, 1_000).toWellFormed(),
  };
}
