import { ValidationFailed } from "#shared/errors.ts";
import { describeIssue } from "#shared/wire/describe-issue.ts";
import { type ClientFrame, clientFrame } from "#shared/wire/frames/client-frame.ts";

export interface FrameIds {
  readonly id?: string;
  readonly turn_id?: string;
  readonly conversation_id?: string;
  readonly delivery_id?: string;
}

export function readFrame(json: unknown): ClientFrame {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw ValidationFailed.at("", "the frame is not a JSON object");
  }
  const { success, data, error } = clientFrame.safeParse(json, { error: describeIssue });
  if (success) return data;
  throw new ValidationFailed(error.issues.map(({ path, message }) => ({ path: path.join("."), message })));
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The client finds its own frame again by the ids that it gave. */
export function idsOf(json: unknown): FrameIds {
  if (typeof json !== "object" || json === null) return {};
  const { id, turn_id, conversation_id, delivery_id } = json as Record<string, unknown>;
  return {
    ...(isId(id) && { id }),
    ...(isId(turn_id) && { turn_id }),
    ...(isId(conversation_id) && { conversation_id }),
    ...(isId(delivery_id) && { delivery_id }),
  };
}

function isId(value: unknown): value is string {
  return typeof value === "string" && value.length <= 128;
}
