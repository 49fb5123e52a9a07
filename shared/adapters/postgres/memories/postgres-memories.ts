import type { Memories } from "../../../ports/memories.ts";
import type { Database } from "../database.ts";
import { ownerFilter } from "../postgres-messages.ts";
import { reachOf } from "../reach-of.ts";
import createMemory from "./create-memory.sql";
import { type CreatedRow, creationValues, toCreated } from "./creation-values.ts";
import eraseMemory from "./erase-memory.sql";
import findMemory from "./find-memory.sql";
import findVersions from "./find-versions.sql";
import listMemories from "./list-memories.sql";
import lockAskedMemory from "./lock-asked-memory.sql";
import { type MemoryRow, toMemory, toVersion, type VersionRow } from "./memory-row.ts";
import { type ProposedRow, proposalValues, toProposed } from "./proposal-values.ts";
import proposeMemory from "./propose-memory.sql";
import reviseMemory from "./revise-memory.sql";
import { type RevisedRow, revisionValues, toRevised } from "./revision-values.ts";
import { clearConversation } from "./take-conversation-away.ts";

/** Whoever clears what it rests on does so before, or takes the draft along. */
const lockSources = (ids: readonly string[]) => ({
  text: "select from messages where id = any ($1::uuid[]) order by id for key share",
  values: [ids],
});

const lockAsked = (id: string) => ({ text: lockAskedMemory, values: [id] });

export function postgresMemories(database: Database): Memories {
  return {
    async create(creation) {
      const { supersedes } = creation.memory;
      const [row] = await database.query<CreatedRow>(reachOf(creation.actor), {
        text: createMemory,
        values: creationValues(creation),
        ...(supersedes !== null && { lock: lockAsked(supersedes) }),
      });
      return toCreated(row!, creation);
    },

    async propose(proposal) {
      const [row] = await database.query<ProposedRow>(reachOf(proposal.actor), {
        text: proposeMemory,
        values: proposalValues(proposal),
        lock: lockSources(proposal.draft.sourceMessageIds),
      });
      return toProposed(row!, proposal);
    },

    async revise(revision) {
      const [row] = await database.query<RevisedRow>(reachOf(revision.actor), {
        text: reviseMemory,
        values: revisionValues(revision),
        lock: lockAsked(revision.id),
      });
      return toRevised(row!, revision);
    },

    async find(actor, id, model) {
      const [row] = await database.query<MemoryRow>(reachOf(actor), {
        text: findMemory,
        values: [actor.tenantId, ownerFilter(actor), id, model],
      });
      return row ? toMemory(row) : null;
    },

    async history(actor, id, { after, limit }, model) {
      const rows = await database.query<VersionRow>(reachOf(actor), {
        text: findVersions,
        values: [actor.tenantId, ownerFilter(actor), id, model, after, limit],
      });
      return rows.map(toVersion);
    },

    async list(actor, { types, statuses, after, limit }, model) {
      const rows = await database.query<MemoryRow>(reachOf(actor), {
        text: listMemories,
        values: [actor.tenantId, ownerFilter(actor), model, types, statuses, after, limit],
      });
      return rows.map(toMemory);
    },

    async erase(actor, id) {
      const [row] = await database.query<{ erased: boolean }>(reachOf(actor), {
        text: eraseMemory,
        values: [actor.tenantId, ownerFilter(actor), id],
        lock: lockAsked(id),
      });
      return row!.erased;
    },

    async clear(actor, conversationId) {
      const statement = clearConversation([actor.tenantId, actor.ownerId, conversationId]);
      const [row] = await database.query<{ cleared: number }>(reachOf(actor), statement);
      return row!.cleared;
    },
  };
}
