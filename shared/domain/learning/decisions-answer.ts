import * as z from "zod";
import { answerShape } from "./answer-shape.ts";

const decision = z.object({
  fact: z.string(),
  action: z.enum(["add", "reinforce", "update", "ignore"]),
  memory: z.string().nullable(),
  reason: z.string(),
});

const readDecision = decision.extend({
  action: z.string().trim().toLowerCase().pipe(decision.shape.action),
  memory: decision.shape.memory.catch(null),
  reason: decision.shape.reason.catch(""),
});
export type ToldDecision = z.infer<typeof readDecision>;

export const decisionsAnswer = answerShape(
  "decisions",
  z.object({ decisions: z.array(decision) }),
  z.object({ decisions: z.array(readDecision) }),
);
