import { setTimeout as sleep } from "node:timers/promises";
import type { Dice } from "./dice.ts";
import type { Script } from "./script.ts";

/** What strikes a call, in parts of a thousand; the rest goes well. */
const dangers = {
  delay: 60,
  "refuse-before": 14,
  "refuse-after": 12,
  "crash-before": 7,
  "crash-after": 8,
} as const;
type Danger = keyof typeof dangers;

export interface Fate {
  /** Rejects once the invocation has died. */
  readonly death: Promise<never>;
  /** Makes a call of a port, or what is left of it. */
  befall<Answer>(name: string, call: () => Promise<Answer>, refuse: () => unknown): Promise<Answer>;
}

export interface FateOptions {
  readonly dice: Dice;
  readonly script: Script;
  /** Which invocation. */
  readonly name: string;
  /** How much more dangerous than usual; 0 is safe. */
  readonly intensity: number;
  /** How a call is late, by a roll; by a real wait if left out. */
  readonly dawdle?: (roll: number) => Promise<void>;
}

const dawdleReally = async (roll: number) => await sleep(roll ** 2 * 400);

/** Of one invocation: from its crash on none of its calls is made, none settles, and nothing in it runs again. */
export function createFate({ dice, script, name, intensity, dawdle = dawdleReally }: FateOptions): Fate {
  const counts = new Map<string, number>();
  const dying = Promise.withResolvers<never>();
  dying.promise.catch(() => undefined);
  const never = new Promise<never>(() => undefined);
  let dead = false;

  function die(where: string): Promise<never> {
    dead = true;
    script.note(`${name}: dies ${where}`);
    dying.reject(new Error("the environment died"));
    return never;
  }

  function choose(occasion: string): Danger | undefined {
    let roll = (dice.roll(`fate/${occasion}`) * 1_000) / intensity;
    for (const [danger, share] of Object.entries(dangers)) {
      roll -= share;
      if (roll < 0) return danger as Danger;
    }
    return undefined;
  }

  return {
    death: dying.promise,
    async befall(call, make, refuse) {
      if (dead) return await never;
      const count = (counts.get(call) ?? 0) + 1;
      counts.set(call, count);
      const where = `${call}#${count}`;
      const danger = intensity > 0 ? choose(`${name}/${where}`) : undefined;
      if (danger === "crash-before") return await die(`before ${where}`);
      if (danger === "refuse-before") {
        script.note(`${name}: ${where} is refused`);
        throw refuse();
      }
      if (danger === "delay") await dawdle(dice.roll(`delay/${name}/${where}`));
      if (dead) return await never;
      const answer = await settle(make);
      if (dead) return await never;
      if (danger === "crash-after") return await die(`after ${where}`);
      if (danger === "refuse-after") {
        script.note(`${name}: the answer of ${where} is lost`);
        throw refuse();
      }
      if ("error" in answer) throw answer.error;
      return answer.value;
    },
  };
}

async function settle<Value>(
  make: () => Promise<Value>,
): Promise<{ readonly value: Value } | { readonly error: unknown }> {
  try {
    return { value: await make() };
  } catch (error) {
    return { error };
  }
}
