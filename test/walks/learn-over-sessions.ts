import { once } from "node:events";
import { expect } from "vitest";
import WebSocket from "ws";
import { say } from "../../bin/smoke/walk-chat.ts";
import { until } from "./until.ts";

interface Walk {
  readonly url: string;
  readonly wsUrl: string;
  /** A stage in development's mode: the person is who they say they are. */
  readonly tenant: string;
  readonly user: string;
}

interface Memory {
  readonly id: string;
  readonly content: string;
}
interface Version {
  readonly status: string;
  readonly reason: string;
  readonly content: string;
}
interface Graph {
  readonly entities: readonly { readonly id: string; readonly name: string }[];
  readonly relations: readonly {
    readonly predicate: string;
    readonly object_id: string;
    readonly status: string;
  }[];
}

/** Three sessions: a fact is told, corrected, and asked for. The answer is the corrected one; the first stays findable. */
export async function learnOverSessions({ url, wsUrl, tenant, user }: Walk): Promise<void> {
  const headers = { "content-type": "application/json", "x-user-id": user };
  async function ask<Json>(path: string, body?: object): Promise<Json> {
    const address = `${url}${path}${path.includes("?") ? "&" : "?"}tenant_id=${tenant}`;
    const given = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    const answer = await fetch(address, { headers, ...given });
    const text = await answer.text();
    expect(answer.ok, `${path}: ${answer.status} ${text}`).toBe(true);
    return JSON.parse(text) as Json;
  }
  const memories = async (status: string) =>
    (await ask<{ items: Memory[] }>(`/v1/memories?status=${status}&type=fact,personal`)).items;
  const untilKnown = (status: string, content: RegExp) =>
    until(async () => (await memories(status)).find((memory) => content.test(memory.content)));

  const socket = new WebSocket(`${wsUrl}?tenant_id=${tenant}&user_id=${user}`);
  await once(socket, "open");
  const ended: { conversation_id: string; title: string; summary: string }[] = [];
  socket.on("message", (data) => {
    const frame = JSON.parse(String(data));
    if (frame.type === "session.ended") ended.push(frame);
  });
  // Nothing else is on its way while a reply is heard out.
  const untilEnded = (conversation: string) =>
    until(async () => ended.find(({ conversation_id }) => conversation_id === conversation));

  try {
    await say(socket, {
      id: "1",
      conversation_id: "told",
      text: "I live in Berlin and I have a dog called Rex.",
    });
    await ask("/v1/conversations/told/summarize", {});
    const berlin = await untilKnown("active", /Berlin/);
    const { summary, title } = await untilEnded("told");
    expect(summary).toMatch(/Berlin/);
    expect(title).not.toBe("");
    const believedThen = new Date().toISOString();

    await say(socket, { id: "2", conversation_id: "corrected", text: "I moved to Munich." });
    await ask("/v1/conversations/corrected/summarize", {});
    const outdated = await untilKnown("outdated", /Berlin/);
    const munich = await untilKnown("active", /Munich/);
    expect(outdated.id).toBe(berlin.id);
    expect(await memories("active")).not.toContainEqual(expect.objectContaining({ id: berlin.id }));
    await untilEnded("corrected");

    const reply = await say(socket, { id: "3", conversation_id: "asked", text: "Where do I live?" });
    expect(reply.text).toContain("Munich");
    expect(reply.text).not.toContain("Berlin");

    const question = { query: "Where does the user live?", kind: ["memory"], as_of: believedThen };
    const { results } = await ask<{ results: Memory[] }>("/v1/memory/search", question);
    expect(results.map(({ content }) => content).join("\n")).toMatch(/Berlin/);
    expect(results.map(({ id }) => id)).not.toContain(munich.id);

    const history = await ask<{ items: Version[] }>(`/v1/memories/${berlin.id}/history`);
    expect(history.items.map(({ status, reason }) => [status, reason])).toEqual([
      ["outdated", "superseded"],
      ["active", "created"],
    ]);
    expect(await ask(`/v1/memories/${munich.id}`)).toMatchObject({ supersedes: berlin.id, status: "active" });

    const graph = await ask<Graph>("/v1/graph");
    const homes = graph.relations
      .filter(({ predicate }) => predicate === "lives_in")
      .map(({ object_id, status }) => [graph.entities.find(({ id }) => id === object_id)?.name, status]);
    expect(homes.toSorted()).toEqual([
      ["Berlin", "outdated"],
      ["Munich", "active"],
    ]);
  } finally {
    socket.terminate();
  }
}
