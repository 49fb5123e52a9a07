import { expect, test } from "vitest";
import { onEachServer } from "./testing/each-server.ts";

type Subscriber = ReturnType<import("@upstash/redis").Redis["subscribe"]>;

const confirmed = (subscriber: Subscriber, event: "subscribe" | "psubscribe") =>
  new Promise<number>((resolve) => subscriber.on(event, resolve));

function collect(subscriber: Subscriber, event: "message" | "pmessage", count: number): Promise<unknown[]> {
  const received: unknown[] = [];
  return new Promise((resolve) => {
    subscriber.on(event, (message: unknown) => {
      if (received.push(message) === count) resolve(received);
    });
  });
}

onEachServer("publish and subscribe", (subject) => {
  test("a subscriber hears what is published to its channel, in order", async () => {
    const channel = subject.key();
    const subscriber = subject.redis.subscribe(channel);
    const messages = collect(subscriber, "message", 3);
    expect(await confirmed(subscriber, "subscribe")).toBe(1);
    expect(await subject.redis.publish(channel, "plain, with a comma")).toBe(1);
    await subject.redis.publish(`${channel}:other`, "not for us");
    await subject.redis.publish(channel, { seq: 2, text: "Grüße 🦊\nnext line" });
    await subject.redis.eval(`return redis.call("PUBLISH", KEYS[1], "3")`, [channel], []);
    expect(await messages).toEqual([
      { channel, message: "plain, with a comma" },
      { channel, message: '{"seq":2,"text":"Grüße 🦊\\nnext line"}' },
      { channel, message: "3" },
    ]);
    await subscriber.unsubscribe();
  });

  test("a pattern hears every channel that it matches", async () => {
    const prefix = subject.key();
    const subscriber = subject.redis.psubscribe(`${prefix}:*`);
    const messages = collect(subscriber, "pmessage", 2);
    await confirmed(subscriber, "psubscribe");
    await subject.redis.publish(`${prefix}:a`, "1");
    await subject.redis.publish(`${prefix}:b`, "2");
    expect(await messages).toEqual([
      { pattern: `${prefix}:*`, channel: `${prefix}:a`, message: "1" },
      { pattern: `${prefix}:*`, channel: `${prefix}:b`, message: "2" },
    ]);
    await subscriber.unsubscribe();
  });

  test("who has left is told nothing more", async () => {
    const channel = subject.key();
    const subscriber = subject.redis.subscribe(channel);
    await confirmed(subscriber, "subscribe");
    await subscriber.unsubscribe();
    await expect.poll(() => subject.redis.publish(channel, "anyone?"), { timeout: 60_000 }).toBe(0);
  });

  test("the stream is server-sent events in Upstash's form", async () => {
    const channel = subject.key();
    const response = await subject.post(`/subscribe/${channel}`, [], { Accept: "text/event-stream" });
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toBe(`data: subscribe,${channel},1\n\n`);
    await subject.redis.publish(channel, "hello");
    expect((await reader?.read())?.value).toBe(`data: message,${channel},hello\n\n`);
    await reader?.cancel();
  });

  test("a subscription without the token is refused", async () => {
    const response = await fetch(`${subject.server.url}/subscribe/x`, { method: "POST" });
    expect(response.status).toBe(401);
  });
});
