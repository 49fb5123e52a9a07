import type { Dice } from "./dice.ts";

export interface PlannedMessage {
  readonly id: string;
  readonly conversation: string;
  readonly text: string;
  /** When it is sent: once the one before has ended, was accepted, or at once. */
  readonly sentOnce: "ended" | "accepted" | "at_once";
  /** Whether it names the one before. */
  readonly namesBefore: boolean;
  readonly before: string | undefined;
  /** How often it is sent again after a final error. */
  readonly triesAfterError: number;
  /** How long after it was sent it is cancelled. */
  readonly cancelledAfterMs: number | undefined;
}

export interface PlannedPerson {
  readonly userId: string;
  readonly conversations: readonly (readonly PlannedMessage[])[];
  readonly listensTwice: boolean;
}

export type Misfortune = "redis loses all" | "postgres is away" | "client cuts" | "server cuts";

export interface Plan {
  readonly persons: readonly PlannedPerson[];
  /** How dangerous calls are. */
  readonly intensity: number;
  readonly misfortunes: readonly { readonly what: Misfortune; readonly atMs: number }[];
  readonly jitterMs: number;
}

/** What a run consists of, by its dice alone. `mark` is in each text, so that the model knows whose it is. */
export function planRun(dice: Dice, mark: string): Plan {
  const persons = Array.from({ length: dice.between("persons", 1, 2) }, (_, at) =>
    planPerson(dice, mark, at),
  );
  return {
    persons,
    intensity: dice.pick("intensity", [0, 0.3, 0.6, 1, 1, 1.5, 2.5]),
    misfortunes: [
      ...plan(dice, "redis loses all", dice.pick("losses", [0, 0, 1, 1, 2])),
      ...plan(dice, "postgres is away", dice.pick("outages", [0, 0, 0, 1])),
      ...plan(dice, "client cuts", dice.pick("client cuts", [0, 0, 1, 2, 3])),
      ...plan(dice, "server cuts", dice.pick("server cuts", [0, 0, 1, 2])),
    ],
    jitterMs: dice.pick("jitter", [5, 15, 60]),
  };
}

function plan(dice: Dice, what: Misfortune, times: number): Plan["misfortunes"] {
  return Array.from({ length: times }, (_, at) => ({
    what,
    atMs: dice.between(`${what}/${at}`, 5, 1_800),
  }));
}

function planPerson(dice: Dice, mark: string, number: number): PlannedPerson {
  const count = dice.between(`conversations/${number}`, 1, number === 0 ? 2 : 1);
  return {
    userId: `person-${number}`,
    listensTwice: dice.roll(`listens/${number}`) < 0.4,
    conversations: Array.from({ length: count }, (_, at) => planConversation(dice, mark, `${number}.${at}`)),
  };
}

function planConversation(dice: Dice, mark: string, name: string): PlannedMessage[] {
  const length = dice.between(`messages/${name}`, 1, 4);
  return Array.from({ length }, (_, at) => {
    const id = `m-${name}-${at}`;
    const roll = (what: string) => dice.roll(`${what}/${id}`);
    return {
      id,
      conversation: `talk-${name}`,
      text: `[${mark}/${id}] what do you think of number ${at}?`,
      sentOnce: dice.pick(`sent/${id}`, ["ended", "accepted", "at_once"] as const),
      namesBefore: at > 0 && roll("names") < 0.5,
      before: at > 0 ? `m-${name}-${at - 1}` : undefined,
      triesAfterError: dice.pick(`tries/${id}`, [0, 1, 2, 2]),
      cancelledAfterMs: roll("cancels") < 0.12 ? dice.between(`cancelled/${id}`, 0, 300) : undefined,
    };
  });
}
