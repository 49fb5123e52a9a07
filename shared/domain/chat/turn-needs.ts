import type { Announcements } from "../../ports/announcements.ts";
import type { ChatModel } from "../../ports/chat-model.ts";
import type { Audience, Connections, FrameSender } from "../../ports/connections.ts";
import type { Embedder } from "../../ports/embedding.ts";
import type { Events } from "../../ports/events.ts";
import type { FrameEncoder } from "../../ports/frame-encoder.ts";
import type { Goals } from "../../ports/goals.ts";
import type { MemoryIndex } from "../../ports/memory-index.ts";
import type { Tally } from "../../ports/metrics.ts";
import type { QueryVectors } from "../../ports/query-vectors.ts";
import type { Reminders } from "../../ports/reminders.ts";
import type { SessionChecks } from "../../ports/session-checks.ts";
import type { Tasks } from "../../ports/tasks.ts";
import type { TurnDeeds } from "../../ports/turn-deeds.ts";
import type { TurnStream } from "../../ports/turn-stream.ts";
import type { Turns } from "../../ports/turns.ts";
import type { MemoryWriting } from "../memory/create-memory.ts";
import type { Prices } from "./price-usage.ts";

/** What runs turns. */
export interface TurnNeeds extends MemoryWriting {
  readonly turns: Turns;
  readonly stream: TurnStream;
  readonly encoder: FrameEncoder;
  readonly frames: Pick<FrameSender, "send">;
  readonly connections: Pick<Connections, "remove">;
  readonly audience: Audience;
  readonly model: ChatModel;
  readonly embedder: Embedder;
  readonly queryVectors: QueryVectors;
  readonly index: MemoryIndex;
  readonly sessionChecks: SessionChecks;
  readonly goals: Goals;
  readonly tasks: Tasks;
  readonly events: Events;
  readonly reminders: Reminders;
  readonly deeds: TurnDeeds;
  readonly announcements: Pick<Announcements, "reminderClosed">;
  readonly tally: Tally;
}

/** What the stage has set for all turns. */
export interface TurnRules {
  readonly persona: string;
  readonly recallLimit: number;
  readonly minSimilarity: number;
  /** How many messages of the conversation a prompt may have. */
  readonly historyLimit: number;
  readonly sessionIdleMs: number;
  readonly contextTokens: number;
  readonly maxTokens: number;
  readonly temperature: number;
  readonly prices: Prices;
  /** Of a tenant; 0 is no limit. */
  readonly dailyTokens: number;
}
