import type { ServerFrame } from "#shared/wire/frames/server-frame.ts";

export type TurnFrame = Extract<ServerFrame, { turn_id?: string | undefined; seq?: number | undefined }>;
type Done = Extract<ServerFrame, { type: "chat.done" }>;

export type Ending =
  | { readonly type: "done"; readonly done: Done }
  | { readonly type: "failed"; readonly code: string };

/** What a device has been shown of a turn, as the protocol tells it to understand it. */
export interface TurnView {
  /** How often chat.accepted came: each begins a run, and what was shown before is void. */
  runs: number;
  last: number;
  text: string;
  ending: Ending | null;
  heardAt: number;
}

export function createView(): TurnView {
  return { runs: 0, last: 0, text: "", ending: null, heardAt: performance.now() };
}

export function beginRun(view: TurnView): void {
  Object.assign(view, { runs: view.runs + 1, last: 0, text: "", ending: null });
}

/** Takes a frame in; "gap" where others must come before it. */
export function takeFrame(
  view: TurnView,
  frame: TurnFrame & { readonly seq: number },
): "taken" | "known" | "gap" {
  if (frame.seq <= view.last) return "known";
  if (frame.seq > view.last + 1) return "gap";
  view.last = frame.seq;
  if (frame.type === "chat.delta") view.text += frame.text;
  if (frame.type === "chat.done") view.ending = { type: "done", done: frame };
  if (frame.type === "chat.error") view.ending = { type: "failed", code: frame.error.code };
  return "taken";
}
