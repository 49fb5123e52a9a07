import { describe, expect, test } from "vitest";
import type { UsedTool } from "#shared/ports/turns.ts";
import type { ActingUser } from "#shared/ports/users.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import {
  buildFinish,
  buildLost,
  buildReply,
  buildTurn,
  buildTurnMessage,
  turnsBeganAt as now,
  type TurnGiven,
} from "#test/builders/build-turn.ts";
import { claim, turnsSubjects } from "./turns-subject.ts";

describe.each(turnsSubjects)(
  "a message that a client says again with what its tools gave, in %s",
  (_name, make) => {
    const subject = make();
    const turnAt = (person: ActingUser, at: number, content: string, given: TurnGiven = {}) =>
      buildTurn(person, {
        message: buildTurnMessage({ content, createdAt: now + at }),
        now: now + at,
        ...given,
      });

    async function answer(turn: ReturnType<typeof turnAt>, content: string, tools: readonly UsedTool[] = []) {
      const claimed = await claim(subject, turn);
      const reply = buildReply({ content, tools, createdAt: turn.now + 1 });
      expect(
        await subject.turns.finish(buildFinish(turn, claimed, { reply, now: turn.now + 1 })),
      ).toMatchObject({
        outcome: "stored",
      });
      return claimed;
    }
    const saidBy = async (person: ActingUser, { conversationId }: { conversationId: string }) =>
      (await subject.saidIn(person, conversationId)).map(({ role, content }) => [role, content]);

    test("is the one that is kept, and has both replies", async () => {
      const anna = buildPerson();
      const first = turnAt(anna, 0, "How is the weather in Oslo?");
      const asked = await answer(first, "");
      const again = turnAt(anna, 5_000, "How is the weather in Oslo?", { followsOn: true });
      const followed = await answer(again, "It rains.");
      expect(followed).toMatchObject({ run: "first", userMessage: asked.userMessage });
      expect(followed.sessionId).toBe(asked.sessionId);
      expect(await saidBy(anna, first)).toEqual([
        ["user", "How is the weather in Oslo?"],
        ["assistant", ""],
        ["assistant", "It rains."],
      ]);
      expect(await subject.waitingIn(anna, first.conversationId)).toHaveLength(2);
    });

    test("is kept anew where something else was said since, or nothing was", async () => {
      const anna = buildPerson();
      await answer(turnAt(anna, 0, "Rain?", { followsOn: true }), "Some.");
      await answer(turnAt(anna, 5_000, "Thanks"), "Welcome.");
      const again = turnAt(anna, 10_000, "Rain?", { followsOn: true });
      await answer(again, "Yes.");
      expect((await saidBy(anna, again)).map(([, content]) => content)).toEqual([
        ...["Rain?", "Some."],
        ...["Thanks", "Welcome."],
        ...["Rain?", "Yes."],
      ]);
    });

    test("is told with what tools did in its turns before, a runner that takes over too", async () => {
      const anna = buildPerson();
      const used = (name: string, result: unknown = null) => ({ name, arguments: { of: name }, result });
      const rain = { followsOn: true, clientConversationId: "rain" };
      await answer(turnAt(anna, 0, "Yesterday", { clientConversationId: "rain" }), "", [used("before")]);
      const tools = [used("set_reminder", { id: 1 }), used("get_weather")];
      const first = turnAt(anna, 5_000, "Rain?", rain);
      expect((await answer(first, "", tools)).usedBefore).toEqual([]);
      const second = await answer(turnAt(anna, 10_000, "Rain?", rain), "", [used("get_wind")]);
      expect(second.usedBefore).toEqual(tools);
      const third = turnAt(anna, 15_000, "Rain?", rain);
      const all = [...tools, used("get_wind")];
      expect((await claim(subject, third)).usedBefore).toEqual(all);
      expect(await claim(subject, third)).toMatchObject({ run: "takeover", usedBefore: all });
      expect((await claim(subject, turnAt(anna, 20_000, "Rain?", rain))).usedBefore).toEqual(all);
    });

    test("is kept once though no runner could finish its turn", async () => {
      const anna = buildPerson();
      const first = turnAt(anna, 0, "Rain?");
      await answer(first, "");
      const jobs = await subject.jobsOf(anna);
      const lost = buildLost(turnAt(anna, 5_000, "Rain?", { followsOn: true }));
      expect(await subject.turns.abandon(lost)).toEqual({ outcome: "abandoned" });
      expect(await saidBy(anna, first)).toEqual([
        ["user", "Rain?"],
        ["assistant", ""],
      ]);
      expect(await subject.jobsOf(anna)).toEqual(jobs);
    });

    test("that nobody says to follow on is said twice", async () => {
      const anna = buildPerson();
      await answer(turnAt(anna, 0, "Hello"), "Hi.");
      const again = turnAt(anna, 5_000, "Hello");
      await answer(again, "Hi again.");
      expect(await saidBy(anna, again)).toHaveLength(4);
    });
  },
);
