import { turnAround } from "../chat/turn-around.ts";
import { inDigits, inWords } from "../learning/calendar.ts";
import type { CoachWish } from "./coach-wish.ts";
import { cutDay } from "./cut-day.ts";
import type { Now } from "./read-now.ts";
import { dayAt } from "./wall-time.ts";

const named =
  /^(?:my (?:new |big |main |next |first |second )?goal(?: (?:for |in )?(?<during>(?:this|next) (?:year|month|week)|20\d\d))?(?: is|:|,)|(?:(?:(?:i want|i would like|i'd like|help me) to )?(?:set|add|create|make|note|record|track|i have|i've got|i set|i've set|i have set|here is|let me set)(?: myself| me| up| down)? )(?:a|another|the|my|one)? ?(?:new )?goal\b|new goal\b|one of my goals is|i (?:want|would like|plan) to (?:reach|achieve|set) the goal\b|my aim is)(?: for (?:me|myself))?(?: (?:is|of|called|named))?[\s:,]*(?:to )?(?<what>.+)$/i;
const ofGoal =
  "(?!(?:(?:me|myself) )?(?:an?|another|one|new)\\b)(?:(?:the|my|this) )?(?:(?<which>.+?) )?goal\\b(?: (?:of|to|called|named))?(?<words>.*?)";
const how = "(?<share>\\d{1,3}) ?(?:%|percent)";
const progressed = [
  `(?:i(?:'ve| have|'m| am| just)?|we) (?:now |already )?(?:reached|achieved|done|did|completed|finished|made|at|am at|managed) (?:about )?${how} (?:progress )?(?:of|with|on|in|towards?|for) ${ofGoal}`,
  `i(?:'m| am) (?:now |already )?${how} (?:(?:done|through|there|of the way) )?(?:of|with|on|in|through|to|towards?) ${ofGoal}`,
  `(?:my )?progress (?:on|of|with|for) ${ofGoal}(?: is|:) ${how}`,
  `${ofGoal} is (?:now |already )?(?:at |about )?${how}(?: (?:done|complete|finished|reached))?`,
  `(?:set|update|change|put|move) (?:the )?(?:progress (?:of|on|for) )?${ofGoal} (?:to|at) ${how}`,
  `${how} (?:of|on|with) ${ofGoal} (?:is|are) (?:done|complete|finished|reached)`,
].map((form) => new RegExp(`^${form}$`, "i"));
const halfway = new RegExp(
  `^(?:i(?:'m| am)) half ?way (?:to|through|with|there with|towards) ${ofGoal}$`,
  "i",
);
const achieved = [
  `(?:i(?:'ve| have| just)?|we(?:'ve| have)?) (?:just |now |finally )?(?:achieved|reached|met|accomplished|completed|hit|finished|made|done with) ${ofGoal}`,
  `(?:mark|set|tick off) ${ofGoal} (?:as |to )?(?:achieved|done|reached|complete|completed|accomplished)`,
  `${ofGoal} is (?:now |finally )?(?:achieved|done|reached|complete|completed|accomplished)`,
].map((form) => new RegExp(`^${form}$`, "i"));
const dropped = new RegExp(
  `^(?:i(?:'m| am)? |i want to |i will |i'll |let's |let us )?(?:drop|dropped|abandon|abandoned|abandoning|give up|gave up|giving up|quit|stop|no longer (?:want|pursue)) (?:on )?${ofGoal}$`,
  "i",
);
const moved = new RegExp(
  `^(?:move|change|set|shift|put|postpone) (?:the )?(?:(?:target|due) date|deadline|date)?(?: of| for)? ?${ofGoal} (?<day>(?:to|by|until|on) .+)$`,
  "i",
);

/** "My goal is to run 10k by June", "I achieved my goal of reading more". */
export function readGoalWish(sentence: string, now: Now): CoachWish | undefined {
  const share = first(progressed, sentence);
  if (share) return update(share, { progress: Math.min(100, Number(share.share)) }, `${share.share} % done`);
  const half = halfway.exec(sentence)?.groups;
  if (half) return update(half, { progress: 50 }, "50 % done");
  const reached = first(achieved, sentence);
  if (reached) return update(reached, { status: "achieved" }, "achieved. Well done");
  const left = dropped.exec(sentence)?.groups;
  if (left) return update(left, { status: "dropped" }, "dropped");
  return readMove(sentence, now) ?? readNew(sentence, now);
}

function first(forms: readonly RegExp[], sentence: string) {
  return forms.map((form) => form.exec(sentence)?.groups).find(Boolean);
}

function update(
  { which = "", words = "" }: Readonly<Record<string, string | undefined>>,
  given: Readonly<Record<string, unknown>>,
  state: string,
): CoachWish {
  return {
    tool: "update_goal",
    given,
    of: { kind: "goal", words: words.trim() || which },
    tell: ({ item }) => `Your goal${item ? ` “${item.title}”` : ""} is ${state}.`,
  };
}

function readMove(sentence: string, now: Now): CoachWish | undefined {
  const found = moved.exec(sentence)?.groups;
  const { rest, last } = cutDay(found?.day?.replace(/^to /i, "by ") ?? "", dayAt(now.wall));
  if (!found || last === undefined || rest) return undefined;
  return update(
    found,
    { target_date: inDigits(last, "day") },
    `now to be reached by ${inWords(last, "day")}`,
  );
}

function readNew(sentence: string, now: Now): CoachWish | undefined {
  const { what, during } = named.exec(sentence)?.groups ?? {};
  if (!what || /^(?:not|what|why|when|how|still|in|at|on track|done|achieved|reached|complete)\b/i.test(what))
    return undefined;
  const [said = "", why] = what.split(/,? because /i);
  const { rest, last, lead } = cutDay(
    `${said.replace(/,? this year$/i, " by this year")}${during ? ` by ${during}` : ""}`,
    dayAt(now.wall),
  );
  const isTarget = last !== undefined && /^(?:by|before|until|till|within|in|on|due.*)$/.test(lead);
  const title = (isTarget ? rest : said).replace(/^["“]|["”]$/g, "").replace(/[\s,:.]+$/, "");
  if (!title) return undefined;
  const target = isTarget ? last : undefined;
  return {
    tool: "create_goal",
    given: {
      title: title.charAt(0).toUpperCase() + title.slice(1),
      ...(why && { why }),
      ...(target !== undefined && { target_date: inDigits(target, "day") }),
    },
    tell: () =>
      `I have set your goal: ${turnAround(title)}${target === undefined ? "" : `, by ${inWords(target, "day")}`}.`,
  };
}
