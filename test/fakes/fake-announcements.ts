import type { Announcements, DueReminder } from "#shared/ports/announcements.ts";

export interface FakeAnnouncements extends Announcements {
  /** What was said, in order: to whom, and what. */
  readonly said: readonly Saying[];
  /** How many sockets a person has from now on; "down": there are some and none can be told. */
  have(userId: string, sockets: number | "down"): void;
  /** How much a socket hears at a stretch when it is told by its own id. */
  mostHeard: number;
}

type Saying = { readonly userId: string; readonly connectionId?: string } & (
  | { readonly due: DueReminder }
  | { readonly closed: string }
);

/** Nobody has a socket, unless told otherwise; one that is told by its own id is there. */
export function fakeAnnouncements(): FakeAnnouncements {
  const said: Saying[] = [];
  const sockets = new Map<string, number | "down">();
  const heardBy = (userId: string): number => {
    const count = sockets.get(userId) ?? 0;
    if (count === "down") throw new Error("no socket takes a frame");
    return count;
  };
  const say = async (saying: Saying): Promise<number> => {
    const heard = heardBy(saying.userId);
    if (heard > 0) said.push(saying);
    return heard;
  };
  const fake: FakeAnnouncements = {
    said,
    mostHeard: Number.POSITIVE_INFINITY,
    have: (userId, count) => void sockets.set(userId, count),
    sessionEnded: async ({ userId }) => heardBy(userId),
    reminderDue: ({ userId }, due) => say({ userId, due }),
    reminderClosed: ({ userId }, closed) => say({ userId, closed }),
    async remindSocket({ userId }, connectionId, dues) {
      if (sockets.get(userId) === "down") throw new Error("no socket takes a frame");
      const heard = dues.slice(0, fake.mostHeard);
      said.push(...heard.map((due) => ({ userId, connectionId, due })));
      return heard.length;
    },
  };
  return fake;
}
