import { wallTimeOf } from "#shared/domain/time/wall-clock.ts";
import type { Now } from "./read-now.ts";
import type { WallTime } from "./wall-time.ts";

export type ItemKind = "goal" | "task" | "event" | "reminder";

/** A goal, task, event or reminder as the prompt or a tool tells of it. */
export interface Item {
  readonly kind: ItemKind;
  readonly id: string;
  readonly title: string;
  readonly at: WallTime | undefined;
  /** "2027-06-30" */
  readonly targetDate: string | undefined;
  readonly progress: number | undefined;
  readonly status: string | undefined;
  readonly isOverdue: boolean;
  /** It was told, and nobody said yet that they heard it. */
  readonly isOpen: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

const kinds: readonly ItemKind[] = ["goal", "task", "event", "reminder"];

/** The items of a tool's answer, be it a list or one of them. */
export function readResult(result: unknown, kind: ItemKind, now: Now): Item[] {
  const lists = isFields(result) ? Object.values(result).filter(Array.isArray) : [result];
  const list = lists.find(Array.isArray) ?? [result];
  return list.flatMap((each) => readItem(each, kind, now));
}

export function readItem(value: unknown, assumed: ItemKind | undefined, now: Now): Item[] {
  if (!isFields(value)) return [];
  const kind = kinds.find((each) => each === value.kind) ?? assumed;
  const title = value.text ?? value.title;
  if (!kind || typeof value.id !== "string" || typeof title !== "string") return [];
  const at = value.due ?? value.at ?? value.starts ?? value.due_at ?? value.starts_at;
  const progress = Number.parseInt(String(value.progress), 10);
  return [
    {
      ...{ kind, id: value.id, title, at: typeof at === "string" ? readWall(at, now) : undefined },
      targetDate: typeof value.target_date === "string" ? value.target_date : undefined,
      progress: Number.isNaN(progress) ? undefined : progress,
      status: typeof value.status === "string" ? value.status : undefined,
      isOverdue: value.overdue === true,
      isOpen: value.acknowledged === false || value.status === "due",
    },
  ];
}

/** "Saturday 2026-11-28T10:00" on the person's clock, or an instant. */
function readWall(text: string, now: Now): WallTime | undefined {
  const [said] =
    /\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})?)?/.exec(text) ?? [];
  if (!said) return undefined;
  const isInstant = /(?:Z|[+-]\d{2}:\d{2})$/.test(said) && said.length > 10;
  const at = Date.parse(isInstant || said.length === 10 ? said : `${said.replace(" ", "T")}Z`);
  return isInstant ? wallTimeOf(at, now.zone) : at;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
