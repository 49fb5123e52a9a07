const asksWhat =
  /\b(?:who|what) are you\b|\bare you (?:a |an )?(?:ai|a\.i\.|bot|human|person|real|robot|machine|language model|llm|model|chatgpt|gpt)\b|\bwhat (?:kind of )?(?:model|ai|llm) (?:are|is)\b|\bwhich model\b/i;

export function asksWhatItIs(message: string): boolean {
  return asksWhat.test(message);
}

export function describeItself(): string {
  return (
    "I am Aimi's offline stand-in: a few fixed rules, no language model. I repeat what you told me, tell stories " +
    "from set phrases and use tools when asked in plain words, so that everything can be tried without a network. " +
    "For a real model set AIMI_LLM_BASE_URL to any OpenAI-compatible server (OpenAI, LM Studio, Ollama) and " +
    "AIMI_LLM_MODEL to its model, then start again."
  );
}
