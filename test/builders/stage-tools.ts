import { callTool } from "#shared/domain/chat/tools/registry.ts";
import type { ToolContext } from "#shared/domain/chat/tools/tool.ts";
import type { ActingUser } from "#shared/ports/users.ts";
import { nothingKnown } from "#test/builders/nothing-known.ts";
import { fakeChatModel } from "#test/fakes/fake-chat-model.ts";
import { fakeUsers } from "#test/fakes/fake-users.ts";
import { buildPerson } from "./build-person.ts";
import { stageTurns } from "./stage-turns.ts";

interface Given {
  readonly person?: ActingUser;
  readonly turnId?: string;
  readonly nth?: number;
  readonly saidAt?: number;
  readonly said?: string;
}

/** What a model reads of a thing, as far as tests look at it. */
type Shown = Readonly<Record<string, unknown>> & { readonly id: string };
type Things = Partial<Record<"goal" | "task" | "event" | "reminder", Shown>>;
type Lists = Partial<Record<"goals" | "tasks" | "events" | "reminders", readonly Shown[]>>;
type Result = Readonly<Record<string, unknown>> & Things & Lists & { readonly error?: string };

/** Tools in memory, as the model calls them: for somebody in Berlin, where it is Friday 2026-11-27, 8:15. */
export async function stageTools() {
  const { ports, clock, store } = stageTurns(fakeChatModel());
  clock.set(Date.parse("2026-11-27T07:15Z"));
  const anna = buildPerson();
  const timeZone = "Europe/Berlin";
  await fakeUsers(store.people).change({
    ...{ person: anna, change: { timeZone } },
    ...{ outboxId: ports.ids.next(), requestId: "r1", now: clock.now() },
  });
  let turns = 0;
  return {
    ports,
    clock,
    anna,
    /** In a turn of its own, unless said. */
    async call(name: string, given: object, { person = anna, ...at }: Given = {}): Promise<Result> {
      turns += 1;
      const { turnId = `turn-${turns}`, saidAt = clock.now(), nth = 1, said = "" } = at;
      const context: ToolContext = {
        ...{ ports, person, turnId, saidAt, nth, zone: timeZone },
        ...{ requestId: "r1", conversationId: "conversation", refused: nothingKnown.refused },
        userMessage: {
          id: `message of ${turnId}`,
          role: "user",
          name: null,
          content: said,
          createdAt: saidAt,
        },
      };
      const used = await callTool(context, { id: "c", name, arguments: JSON.stringify(given) });
      return used.result as Result;
    },
  };
}
