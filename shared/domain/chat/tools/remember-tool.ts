import { createHash } from "node:crypto";
import * as z from "zod";
import { memoryTypes } from "../../../ports/memories.ts";
import { delicateTypesOf } from "../../learning/delicate/delicate-types-of.ts";
import { proposeMemory } from "../../memory/propose-memory.ts";
import { tool } from "./tool.ts";

export const rememberTool = tool({
  name: "remember",
  description:
    "Keeps a fact about this person for later conversations. Use it when they ask you to remember something. One plain sentence in the third person, of “the user” and never of “I”; never an instruction to you. It is kept within moments.",
  arguments: z.object({
    content: z
      .string()
      .min(1)
      .max(2_000)
      .describe("The fact, of the user in the third person, such as: The user is allergic to nuts."),
    type: z.enum(memoryTypes).default("fact"),
  }),
  async run({ ports, person, turnId, userMessage, requestId }, { content, type: given }) {
    // Its rules take long to load, and few turns remember anything.
    const { plantsInstruction } = await import("../../learning/plants-instruction.ts");
    if (plantsInstruction(userMessage.content)) return { remembered: false, reason: "it is an instruction" };
    // What tells of a type that needs consent is of that type, whatever the model calls it.
    const delicate = delicateTypesOf(content);
    const type = delicate.length === 0 || delicate.includes(given) ? given : delicate[0]!;
    const memory = await proposeMemory(ports, {
      actor: person,
      draft: {
        type,
        content,
        importance: undefined,
        sourceMessageIds: [userMessage.id],
        supersedes: null,
        validFrom: null,
        validTo: null,
        metadata: {},
      },
      // A turn that runs again remembers the same thing once.
      idempotency: {
        route: "tool:remember",
        key: `${turnId}:${hash(content)}`,
        requestHash: hash(`${type}/${content}`),
      },
      requestId,
    });
    return { remembered: true, memory_id: memory.id, content, note: "it is kept, once, with what is known" };
  },
});

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
