import type { Dice } from "../chat/dice.ts";
import type { SimulatedTime } from "./simulated-time.ts";

const ofItself = new Set(["clock", "ids", "log", "tally"]);

/** Ports of which each call takes its time: a little before it is done, and a little until its answer is there. */
export function pacePorts<Ports extends object>(
  ports: Ports,
  time: SimulatedTime,
  dice: Dice,
  name: string,
): Ports {
  let calls = 0;
  const paced = Object.entries(ports).map(([title, port]: [string, object]) => {
    if (ofItself.has(title)) return [title, port];
    const methods = Object.entries(port).map(([key, value]) => [
      key,
      async (...given: unknown[]) => {
        const call = `pace/${name}/${calls++}`;
        await time.sleep(1 + dice.roll(`${call}/there`) * 25);
        try {
          return await time.outside(async () => await value(...given));
        } finally {
          await time.sleep(1 + dice.roll(`${call}/back`) * 25);
        }
      },
    ]);
    return [title, Object.fromEntries(methods)];
  });
  return Object.fromEntries(paced) as Ports;
}
