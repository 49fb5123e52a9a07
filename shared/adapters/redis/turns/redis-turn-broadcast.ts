import type { Redis } from "@upstash/redis";
import type { TurnBroadcast } from "../../../ports/turn-broadcast.ts";
import { turnKey } from "./keys.ts";
import { unpackFrame } from "./turn-answers.ts";

/** Its stream is one HTTP response; where it breaks, it ends in silence. */
export function redisTurnBroadcast(redis: Redis, stage: string, deadlineMs: number): TurnBroadcast {
  return {
    async listen(turnId, onFrame) {
      const channel = turnKey(stage, turnId);
      const subscriber = redis.subscribe<string>(channel);
      const stands = Promise.withResolvers<void>();
      subscriber.on("subscribe", () => stands.resolve());
      subscriber.on("error", stands.reject);
      subscriber.on("message", ({ message }) => onFrame(unpackFrame(message)));
      const timer = setTimeout(() => stands.reject(new Error("no subscription in time")), deadlineMs);
      try {
        await stands.promise;
      } catch (error) {
        await subscriber.unsubscribe();
        throw error;
      } finally {
        clearTimeout(timer);
      }
      return { close: () => subscriber.unsubscribe() };
    },
  };
}
