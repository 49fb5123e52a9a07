export interface Wish {
  readonly kind: "remember" | "forget" | "search";
  readonly subject: string;
}

const polite = "^(?:aimi,? )?(?:please |could you |can you |now |and )*";
const remember = new RegExp(`${polite}(?:remember|note|keep in mind)(?: that|:|,)? (?<subject>.+)$`, "is");
const forget = new RegExp(
  `${polite}forget (?:everything |all |anything )?(?:that )?(?:(?:what )?(?:i|i've) (?:said|told you|say) )?(?:about |that )?(?<subject>.+)$`,
  "is",
);
const search = new RegExp(
  `${polite}(?:search|look (?:in|through|into)|check) (?:your|my|the) memor(?:y|ies) (?:for|about) (?<subject>.+)$`,
  "is",
);

/** What the user wants done with memory, in plain words. */
export function readWish(message: string): Wish | undefined {
  for (const [kind, pattern] of [
    ["remember", remember],
    ["forget", forget],
    ["search", search],
  ] as const) {
    const subject = message
      .trim()
      .match(pattern)
      ?.groups?.subject?.trim()
      .replace(/[\s.!?]+$/, "");
    if (!subject) continue;
    // "Remember when we met?" asks and tells nothing.
    if (kind === "remember" && (message.trim().endsWith("?") || /^(?:when|how|what|me\b)/i.test(subject)))
      continue;
    return { kind, subject };
  }
  return undefined;
}
