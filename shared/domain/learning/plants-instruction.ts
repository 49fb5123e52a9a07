const attempts = [
  /\b(from now on|always|never|every time|whenever)\b.{0,60}\b(recommend|say|answer|tell|respond|reply|reveal|ignore)\b/iu,
  /\b(ignore|disregard|forget|override)\b.{0,40}\b(rules?|instructions?|prompts?|guidelines?)\b/iu,
  /\b(remember|store|save|note)\b.{0,40}\b(you must|you should always|your (rule|instruction))\b/iu,
];

/** Whether a text tries to steer the coach instead of saying something of a person. */
export function plantsInstruction(text: string): boolean {
  return attempts.some((attempt) => attempt.test(text));
}
