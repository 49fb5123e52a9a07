import type * as z from "zod";
import type { AnswerShape } from "./answer-shape.ts";

export type ReadAnswer<Answer> =
  | { readonly ok: true; readonly answer: Answer }
  /** What is wrong, for the model to mend; and whether it was not willing to answer at all. */
  | { readonly ok: false; readonly error: string; readonly refused: boolean };

const mostTries = 20;
const mostIssues = 5;
const refusal =
  /\b(sorry|apologi[sz]e|i (can ?no|can'?)t|cannot|i'?m (not able|unable)|i (won'?t|will not)|not comfortable|against my|as an ai|tut mir leid|kann (ich )?(dabei )?nicht|désolé|je ne peux pas|lo siento|no puedo|mi dispiace|non posso|desculpe|não posso)\b/iu;

/** Finds the object that the shape describes, by itself, in a code fence or with words around it. */
export function readAnswer<Answer>(said: string, { name, read }: AnswerShape<Answer>): ReadAnswer<Answer> {
  const text = said.replaceAll(/<think(ing)?>[\s\S]*?<\/think(ing)?>/giu, "");
  let error = `there is no JSON object with "${name}" in it`;
  for (const value of objectsIn(text)) {
    const result = read.safeParse(Array.isArray(value) ? { [name]: value } : value);
    if (result.success) return { ok: true, answer: result.data };
    error = describe(result.error);
  }
  if (/[{[]/u.test(text)) return { ok: false, error, refused: false };
  return { ok: false, error, refused: refusal.test(text.replaceAll("’", "'")) };
}

/** What stands between brackets that belong together, never a part of it: half an answer is none. */
function* objectsIn(text: string): Generator<unknown> {
  let rest = text;
  for (let tries = 0; tries < mostTries; tries += 1) {
    const start = rest.search(/[{[]/u);
    const end = start < 0 ? null : endOf(rest, start);
    if (end === null) return;
    const value = parse(rest.slice(start, end));
    if (value !== undefined) yield value;
    rest = rest.slice(end);
  }
}

/** Just behind the bracket that closes the one at the start; null where none does. */
function endOf(text: string, start: number): number | null {
  let depth = 0;
  let quoted = false;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at]!;
    if (quoted) {
      if (character === "\\") at += 1;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === "{" || character === "[") depth += 1;
    else if (character === "}" || character === "]") {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return null;
}

/** Only what may hold an answer. */
function parse(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function describe({ issues }: z.ZodError): string {
  return issues
    .slice(0, mostIssues)
    .map(({ path, message }) => `${path.join(".")}: ${message}`)
    .join("; ");
}
