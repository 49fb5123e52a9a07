import type { Tally } from "../../ports/metrics.ts";
import { type Conversed, silence } from "./conversed.ts";
import { defaultCareAnswer } from "./default-care-answer.ts";

/** In the tenant's own words where it has set some. It is counted, without a word of it; no model reads it. */
export function answerWithCare({ tally }: { readonly tally: Tally }, own: string | null): Conversed {
  tally.add("aimi_care_answers_total", {});
  return { ...silence(), text: own ?? defaultCareAnswer, model: "none" };
}
