import * as z from "zod";
import { NotFound } from "../../../errors.ts";
import { eraseMemory } from "../../memory/erase-memory.ts";
import { tool } from "./tool.ts";

export const forgetTool = tool({
  name: "forget",
  description:
    "Erases one remembered fact for good. Use it only when the person asks you to forget it, with the id of a memory of kind memory that you were shown.",
  arguments: z.object({ memory_id: z.uuid().describe("The id of the memory") }),
  async run({ ports, person }, { memory_id }) {
    try {
      await eraseMemory(ports, { actor: person, id: memory_id.toLowerCase() });
      return { forgotten: true, memory_id };
    } catch (error) {
      if (error instanceof NotFound)
        return { forgotten: false, memory_id, reason: "there is no such memory" };
      throw error;
    }
  },
});
