const patterns: readonly RegExp[] = [
  /\b(ignore|disregard|forget|override|bypass)\b.{0,40}\b(rules?|instructions?|prompts?|guidelines?|everything above)\b/u,
  /\bfrom now on\b.{0,40}\b(always|never|you|only|recommend|say|answer|respond|reply|act)\b/u,
  /\b(you|assistant|aimi|coach|ai) (must|should|shall|will|has to|have to) (always|never|only)\b/u,
  /^(always|never) (recommend|say|answer|respond|reply|tell|mention|suggest|promote|call|include|end|start|use)\b/u,
  /\b(system prompt|new instructions?:|you are now|act as (an?|if)|pretend (to be|you))\b/u,
];

/** Whether a text tries to tell the assistant how to behave from now on, and not something of its writer. */
export function plantsInstruction(text: string): boolean {
  const plain = text.normalize("NFKC").toLowerCase().replaceAll(/\s+/gu, " ").trim();
  return patterns.some((pattern) => pattern.test(plain));
}
