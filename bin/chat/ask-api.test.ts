import { expect, test } from "vitest";
import { askApi } from "./ask-api.ts";
import { type Asked, failure, type Script } from "./scripted-server.ts";
import { serveScript } from "./serve-script.ts";

async function asking(api: Script["api"]) {
  const server = await serveScript({ ...(api && { api }) });
  return { server, api: askApi(server.api, { user: "ann" }) };
}

const memory = (id: string) => ({ id, type: "fact", content: `about ${id}`, version: 3 });

/** Two pages of these items. */
function inPages(items: readonly object[]) {
  return ({ url }: Asked) => {
    const isSecond = url.searchParams.get("cursor") === "next";
    const half = Math.ceil(items.length / 2);
    return {
      body: isSecond
        ? { items: items.slice(half), next_cursor: null }
        : { items: items.slice(0, half), next_cursor: "next" },
    };
  };
}

test("A memory is found by how its id begins, on whichever page it stands", async () => {
  const { api, server } = await asking(inPages(["a1", "b1", "b2", "a2"].map(memory)));
  expect((await api.findMemories("a")).map(({ id }) => id)).toEqual(["a1", "a2"]);
  expect(server.calls.map(({ url }) => url.searchParams.get("user_id"))).toEqual(["ann", "ann"]);
});

test("A list is its first page, and says whether there is more", async () => {
  const { api, server } = await asking(inPages([memory("a1"), memory("b1")]));
  expect(await api.listMemories()).toMatchObject({ items: [{ id: "a1" }], hasMore: true });
  expect(server.calls[0]?.url.searchParams.get("status")).toBe("active");
});

test("A reply is found by its turn among the messages of its conversation", async () => {
  const said = (turn_id: string, role: string, content: string, status = "complete") => ({
    turn_id,
    role,
    content,
    status,
  });
  const { api, server } = await asking(
    inPages([
      said("t1", "user", "hi"),
      said("t1", "assistant", "one"),
      said("t2", "user", "go"),
      said("t2", "assistant", "tw", "cancelled"),
    ]),
  );
  expect(await api.findReply("c:1", "t1")).toMatchObject({ text: "one", finishReason: "stop" });
  expect(await api.findReply("c:1", "t2")).toMatchObject({ text: "tw", finishReason: "cancelled" });
  expect(await api.findReply("c:1", "t3")).toBeUndefined();
  expect(server.calls[0]?.url.pathname).toBe("/v1/conversations/c%3A1/messages");
});

test("A conversation that is not there is none", async () => {
  const { api } = await asking(undefined);
  expect(await api.findConversation("c")).toBeUndefined();
});

test("A refusal is said in the API's own words", async () => {
  const { api } = await asking(() => ({
    status: 401,
    body: failure("unauthenticated", "the token has expired"),
  }));
  await expect(api.listMemories()).rejects.toThrow(/the token has expired\n.*--token/);
});

test("What the server cannot do now may be tried again", async () => {
  const { api } = await asking(() => ({ status: 503, body: failure("upstream_unavailable", "no database") }));
  await expect(api.forgetMemory("a1")).rejects.toThrow(/no database\n.*Try again/);
});

test("What answers in another way is not Aimi", async () => {
  const { api } = await asking(() => ({ body: { hello: "world" } }));
  await expect(api.listMemories()).rejects.toThrow("does not answer as Aimi does");
});

test("Where nothing answers it says how to start a server", async () => {
  const { api, server } = await asking(undefined);
  await server.close();
  await expect(api.listMemories()).rejects.toThrow("npm run dev");
});
