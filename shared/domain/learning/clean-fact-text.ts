import { toOneLine } from "./to-one-line.ts";

const longestFact = 2_000;

/** What was only asked, or asked of the assistant. */
const asking =
  /^([Tt]he user|\p{Lu}\p{L}*) (asks?|asked|is asking|was asking|wants? to know|wanted to know|wonders?|wondered|would like to know)\b(?= (the assistant|aimi|the coach|for (help|advice|information|a recommendation)|about|whether|if|how|what|when|where|why|who|which)\b)/u;
const aboutAssistant = /^(the (assistant|ai|model|coach|chatbot)|aimi)\b/iu;

/** A fact as it may be kept: one line that tells something; null where it asks, or tells of the assistant. */
export function cleanFactText(told: string): string | null {
  const line = toOneLine(told, { keepsJoiners: true });
  const text = line.length > longestFact ? cutAtSentence(line) : line;
  if (!/[\p{L}\p{N}]/u.test(text) || /[?？؟]["'”’»]?$/u.test(text)) return null;
  return asking.test(text) || aboutAssistant.test(text) ? null : text;
}

/** Empty where no sentence ends in time. */
function cutAtSentence(line: string): string {
  const ends = [...line.slice(0, longestFact + 1).matchAll(/[.!。！](?=\s|$)/gu)];
  const last = ends.findLast(({ index }) => index < longestFact);
  return last ? line.slice(0, last.index + 1) : "";
}
