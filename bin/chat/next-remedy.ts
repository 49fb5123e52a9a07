export type Remedy = "send" | "resume" | "renew";

const whileUnheard: readonly Remedy[] = ["send", "renew"];
const whileRunning: readonly Remedy[] = ["resume", "send", "renew"];

/** What to do about a turn that has been silent for too long, for the first time and the times after. */
export function nextRemedy(isAccepted: boolean, silences: number): Remedy {
  const remedies = isAccepted ? whileRunning : whileUnheard;
  return remedies[silences % remedies.length]!;
}
