import type { ByteString } from "./byte-string.ts";
import { globMatcher } from "./commands/match-glob.ts";

export interface Subscription {
  readonly kind: "channel" | "pattern";
  readonly name: ByteString;
}
export type SubscriptionListener = (channel: ByteString, payload: ByteString) => void;

interface Subscriber extends Subscription {
  readonly matches: (channel: ByteString) => boolean;
  readonly listener: SubscriptionListener;
}

export class Channels {
  private readonly subscribers = new Set<Subscriber>();

  subscribe(subscription: Subscription, listener: SubscriptionListener): () => void {
    const { kind, name } = subscription;
    const matches = kind === "pattern" ? globMatcher(name) : (channel: ByteString) => channel === name;
    const subscriber = { kind, name, matches, listener };
    this.subscribers.add(subscriber);
    return () => this.subscribers.delete(subscriber);
  }

  publish(channel: ByteString, payload: ByteString): number {
    const receivers = [...this.subscribers].filter(({ matches }) => matches(channel));
    for (const { listener } of receivers) listener(channel, payload);
    return receivers.length;
  }

  deliver({ kind, name }: Subscription, channel: ByteString, payload: ByteString): void {
    for (const subscriber of this.subscribers) {
      if (subscriber.kind === kind && subscriber.name === name) subscriber.listener(channel, payload);
    }
  }

  has({ kind, name }: Subscription): boolean {
    return [...this.subscribers].some((subscriber) => subscriber.kind === kind && subscriber.name === name);
  }
}
