import { randomUUID } from "node:crypto";
import type { OutgoingHttpHeaders } from "node:http2";
import { UpstreamUnavailable } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Recipient } from "../../ports/occurrences.ts";
import type { PushNote, PushSender } from "../../ports/push.ts";
import type { PushDevices, PushToken } from "../../ports/push-devices.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import { http2Host } from "./http2-host.ts";
import { judgeAnswer, type Verdict } from "./judge-answer.ts";
import { type ApnsKey, providerToken } from "./provider-token.ts";
import { writePayload } from "./write-payload.ts";

export interface ApnsOptions {
  readonly urls: Readonly<Record<PushToken["environment"], string>>;
  readonly key: ApnsKey;
  /** The app's bundle id. */
  readonly topic: string;
  readonly devices: Pick<PushDevices, "tokensOf" | "drop">;
  readonly clock: Clock;
  readonly log: WorkLog;
  readonly deadlineMs?: number;
  readonly pingMs?: number;
}

interface Told {
  readonly device: PushToken;
  readonly verdict: Verdict;
}

/** All of them at once; whoever has more hears on those that registered last. */
const mostDevices = 10;
const silenceSeconds = 2;

/** Apple's push service, by a token that a key of the team signs. */
export function apnsPush(options: ApnsOptions): PushSender & { close(): void } {
  const { urls, topic, devices, clock, log, deadlineMs = 5_000, pingMs = 1_000 } = options;
  const bearer = providerToken(options);
  const hostOf = (url: string) => http2Host({ url, clock, deadlineMs, pingMs });
  const hosts = { production: hostOf(urls.production), sandbox: hostOf(urls.sandbox) };

  async function tell(device: PushToken, headers: OutgoingHttpHeaders, body: string): Promise<Verdict> {
    const path = `/3/device/${device.token}`;
    const unique = { ...headers, "apns-id": randomUUID() };
    const ask = async (token: string) => {
      const request = { path, headers: { ...unique, authorization: `bearer ${token}` }, body };
      return judgeAnswer(await hosts[device.environment].post(request), device);
    };
    try {
      const token = await bearer.current();
      const verdict = await ask(token);
      const renewed = verdict.outcome === "expired" ? await bearer.renew(token) : null;
      return renewed === null ? verdict : await ask(renewed);
    } catch (error) {
      const reason = error instanceof Error ? error.message : "no answer";
      return { outcome: "away", reason, retryAfterSeconds: silenceSeconds };
    }
  }

  async function drop(recipient: Recipient, told: readonly Told[]): Promise<number> {
    const lost = told.flatMap(({ device, verdict }) =>
      verdict.outcome === "lost" ? [{ id: device.id, asOf: verdict.asOf }] : [],
    );
    if (lost.length === 0) return 0;
    try {
      return await devices.drop(recipient, lost);
    } catch (error) {
      log.warn("lost devices are kept until the next push", { error });
      return 0;
    }
  }

  return {
    async push(recipient, note) {
      const known = await devices.tokensOf(recipient, mostDevices);
      if (known.length === 0) return { accepted: 0, removed: 0 };
      const [headers, body] = [headersOf(note, topic), writePayload(note)];
      const told = await Promise.all(
        known.map(async (device) => ({ device, verdict: await tell(device, headers, body) })),
      );
      for (const { device, verdict } of told) noteVerdict(log, note, device, verdict);
      const removed = await drop(recipient, told);
      const accepted = told.filter(({ verdict }) => verdict.outcome === "accepted").length;
      if (accepted === 0) throwIfAway(told);
      return { accepted, removed };
    },

    close() {
      for (const host of Object.values(hosts)) host.close();
    },
  };
}

function headersOf({ deliveryId, expiresAt }: PushNote, topic: string): OutgoingHttpHeaders {
  return {
    "apns-topic": topic,
    "apns-push-type": "alert",
    "apns-priority": "10",
    "apns-expiration": String(Math.max(Math.floor(expiresAt / 1_000), 0)),
    "apns-collapse-id": deliveryId,
    "content-type": "application/json",
  };
}

function noteVerdict(log: WorkLog, { deliveryId }: PushNote, device: PushToken, verdict: Verdict): void {
  if (verdict.outcome === "accepted") return;
  const { outcome, reason } = verdict;
  const named = { delivery_id: deliveryId, device_id: device.id, environment: device.environment };
  log.warn("a push was not taken", { ...named, outcome, reason });
}

/** As soon as the first of them may be there again. */
function throwIfAway(told: readonly Told[]): void {
  const away = told.flatMap(({ verdict }) => (verdict.outcome === "away" ? [verdict] : []));
  if (away.length === 0) return;
  const soonest = Math.min(...away.map(({ retryAfterSeconds }) => retryAfterSeconds));
  throw new UpstreamUnavailable("push", new Error(`APNs: ${away[0]!.reason}`), soonest);
}
