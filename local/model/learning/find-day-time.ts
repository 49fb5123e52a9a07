export interface DayTime {
  readonly rest: string;
  /** "18:00" */
  readonly time: string | undefined;
}

const clock =
  /\s*\b(?:at|from|around|@) (?:(?<hour>\d{1,2})(?:[:.](?<minute>\d{2}))?\s*(?<half>a\.?m\.?|p\.?m\.?)?(?: o'clock)?|(?<word>noon|midday|midnight))(?![\d:])/i;
const evening = /\b(?:tonight|evening|afternoon|night)\b/i;

/** "At 6 pm", "at 18:00", "tonight at 8"; "at 6" alone may be either. */
export function cutDayTime(clause: string): DayTime {
  const found = clock.exec(clause);
  const time = found && read(found.groups ?? {}, evening.test(clause));
  if (!found || !time) return { rest: clause, time: undefined };
  const rest = `${clause.slice(0, found.index)} ${clause.slice(found.index + found[0].length)}`;
  return { rest: rest.replace(/\s+/g, " ").replace(/^[\s,]+|\s+$/g, ""), time };
}

function read(
  { hour, minute, half, word }: Readonly<Record<string, string | undefined>>,
  isEvening: boolean,
): string | undefined {
  if (word) return /midnight/i.test(word) ? "00:00" : "12:00";
  const said = Number(hour);
  if (said > 23 || Number(minute ?? 0) > 59) return undefined;
  if (!half && minute === undefined && !isEvening && said < 13) return undefined;
  const isLate = half ? /^p/i.test(half) : isEvening;
  const hours = half || isEvening ? (said % 12) + (isLate ? 12 : 0) : said;
  return `${String(said > 12 ? said : hours).padStart(2, "0")}:${minute ?? "00"}`;
}
