const signs: readonly (readonly [string, RegExp])[] = [
  ["health", /\b(?:doctor|dentist|allerg\w*|pain|sleep|diet|medicine|ill|sick|blood|asthma)\b/i],
  ["preference", /\b(?:love|like|prefer|enjoy|hate|dislike|favou?rite)\b/i],
  ["professional", /\b(?:work|job|boss|colleague|career|company|office|project)\b/i],
  ["plan", /\b(?:plan|going to|want to|will|intend|goal)\b/i],
  [
    "event",
    /\b(?:today|tomorrow|monday|tuesday|wednesday|thursday|friday|saturday|sunday|appointment|meeting)\b/i,
  ],
  ["personal", /\b(?:name|birthday|born|sister|brother|mother|father|wife|husband|son|daughter|friend)\b/i],
];

/** Which type of memory a fact is, by a word in it. */
export function guessType(text: string): string {
  return signs.find(([, sign]) => sign.test(text))?.[0] ?? "fact";
}
