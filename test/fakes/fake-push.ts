import { UpstreamUnavailable } from "#shared/errors.ts";
import type { Recipient } from "#shared/ports/occurrences.ts";
import type { Pushed, PushNote, PushSender } from "#shared/ports/push.ts";

export interface FakePush extends PushSender {
  readonly pushes: readonly (PushNote & { readonly ownerId: string })[];
  /** What each push of this person gives from now on; "down" is nobody answering. */
  answer(ownerId: string, how: Pushed | "down"): void;
}

/** Everybody has one device that takes all, unless told otherwise. */
export function fakePush(): FakePush {
  const pushes: (PushNote & { ownerId: string })[] = [];
  const answers = new Map<string, Pushed | "down">();
  return {
    pushes,
    answer: (ownerId, how) => {
      answers.set(ownerId, how);
    },
    async push({ ownerId }: Recipient, note) {
      const answer = answers.get(ownerId) ?? { accepted: 1, removed: 0 };
      if (answer === "down") throw new UpstreamUnavailable("push");
      if (answer.accepted > 0) pushes.push({ ...note, ownerId });
      return answer;
    },
  };
}
