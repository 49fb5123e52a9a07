import * as z from "zod";
import { clientId, uuid } from "../primitives.ts";

const common = {
  outbox_id: uuid,
  tenant_id: clientId,
  request_id: z.string().max(128),
};

/** What travels on the learning-jobs queue: ids only, never text. */
export const learningJob = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("learn"), ...common, conversation_id: uuid }),
  z.object({ kind: z.literal("settle_facts"), ...common, draft_ids: z.array(uuid).min(1).max(100) }),
]);
export type LearningJobMessage = z.infer<typeof learningJob>;
