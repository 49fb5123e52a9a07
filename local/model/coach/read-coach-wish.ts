import type { Prompt } from "../chat/read-prompt.ts";
import type { CoachWish } from "./coach-wish.ts";
import { type Continued, continueQuestion } from "./continue-question.ts";
import { readEventWish } from "./event-wishes.ts";
import { readGoalWish } from "./goal-wishes.ts";
import { readListWish } from "./list-wishes.ts";
import { plainSentences } from "./plain-message.ts";
import type { Now } from "./read-now.ts";
import { readReminderWish } from "./reminder-wishes.ts";
import { readRemovalWish } from "./removal-wishes.ts";
import { readTaskWish } from "./task-wishes.ts";

/** What the person wants the coach to do, or what there is to say instead. */
export function readCoachWish(
  prompt: Prompt,
  now: Now,
): Exclude<Continued, { sentence: string }> | undefined {
  const wish = plainSentences(prompt.message)
    .map((sentence) => readSentence(sentence, now))
    .find((each) => each !== undefined);
  // "Delete the goal" may be a yes.
  if (wish && !(wish.tool === "delete_item" && wish.of?.words === "")) return { wish };
  const continued = continueQuestion(prompt, now);
  if (!continued) return wish && { wish };
  if (!("sentence" in continued)) return continued;
  const { sentence, choice } = continued;
  const whole = readSentence(sentence, now);
  if (!whole || choice === undefined) return whole && { wish: whole };
  return whole.of && { wish: { ...whole, of: { ...whole.of, choice, isTentative: true } } };
}

function readSentence(sentence: string, now: Now): CoachWish | undefined {
  return (
    readListWish(sentence, now) ??
    readReminderWish(sentence, now) ??
    readRemovalWish(sentence) ??
    readGoalWish(sentence, now) ??
    readTaskWish(sentence, now) ??
    readEventWish(sentence, now)
  );
}
