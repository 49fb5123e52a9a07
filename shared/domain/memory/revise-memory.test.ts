import { expect, test } from "vitest";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildCreation, buildMemory } from "#test/builders/build-memory.ts";
import { fakeHttpPorts } from "#test/fakes/fake-http-ports.ts";
import type { Memories } from "../../ports/memories.ts";
import { editMemory } from "./revise-memory.ts";

test("a memory that is changed by the id of what went into it is embedded by its own", async () => {
  const ports = fakeHttpPorts();
  const actor = buildActor();
  const memory = buildMemory();
  await ports.memories.create(buildCreation(actor, memory));
  const revise: Memories["revise"] = (revision) => ports.memories.revise({ ...revision, id: memory.id });
  const memories = { ...ports.memories, revise };
  const call = { actor, id: "draft", requestId: "request-1", change: { content: "Anna has two dogs" } };
  expect(await editMemory({ ...ports, memories }, call)).toMatchObject({ id: memory.id, version: 2 });
  expect(ports.jobs.sent).toMatchObject([{ queue: "memory-jobs", memoryIds: [memory.id] }]);
});
