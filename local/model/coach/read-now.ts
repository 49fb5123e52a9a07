import { wallTimeOf } from "#shared/domain/time/wall-clock.ts";
import type { WallTime } from "./wall-time.ts";

export interface Now {
  readonly instant: number;
  readonly zone: string;
  readonly wall: WallTime;
}

/** What the prompt says now is for the person; else what it is for the model, in UTC. */
export function readNow(system: string, instant: number): Now {
  const said = Date.parse(/(\d{4}-\d{2}-\d{2}T[\d:.]+Z) \(UTC\)/.exec(system)?.[1] ?? "");
  const zone = /\btime zone is ([\w+/-]+\w)/.exec(system)?.[1] ?? "UTC";
  const at = Number.isNaN(said) ? instant : said;
  return { instant: at, zone, wall: wallTimeOf(at, zone) };
}
