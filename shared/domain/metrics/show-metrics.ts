import { UpstreamUnavailable } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { QueueDepth, QueueProbe } from "../../ports/health.ts";
import type { Totals } from "../../ports/totals.ts";
import type { InstanceTally } from "./create-tally.ts";
import { gatherFamilies } from "./gather-families.ts";
import type { MetricFamily, Sample } from "./metric-family.ts";

interface Needs {
  readonly tally: InstanceTally;
  readonly totals: Totals;
  /** Asked by every scraper: it should remember. */
  readonly rememberedQueues: QueueProbe;
  readonly clock: Clock;
}

export interface Build {
  readonly version: string;
  readonly environment: string;
}

/** What all instances have counted, this one's own included, and how the queues stand. Leaves Postgres asleep. */
export async function showMetrics(ports: Needs, build: Build): Promise<MetricFamily[]> {
  const [totals, queues] = await Promise.all([readTotals(ports), ports.rememberedQueues.depths()]);
  return [
    {
      name: "aimi_build_info",
      type: "gauge",
      help: "What runs here.",
      samples: [{ labels: { ...build }, value: 1 }],
    },
    {
      name: "aimi_queue_messages",
      type: "gauge",
      help: "Messages in a queue: waiting, in_flight, or dead in its dead-letter queue. About half a minute old at most.",
      samples: Object.entries(queues).flatMap(([queue, depth]) =>
        depth ? samplesOfQueue(queue, depth) : [],
      ),
    },
    ...gatherFamilies(totals, ports.clock.now()),
  ];
}

/** Takes before anything is awaited, so that nobody else hands the same counts on. */
async function readTotals({ tally, totals }: Needs): Promise<Readonly<Record<string, number>>> {
  const counts = tally.take();
  try {
    return await totals.addAndRead(counts);
  } catch (error) {
    tally.giveBack(counts);
    throw new UpstreamUnavailable("Redis", error);
  }
}

function samplesOfQueue(queue: string, { waiting, inFlight, dead }: QueueDepth): Sample[] {
  return Object.entries({ waiting, in_flight: inFlight, dead }).map(([state, value]) => ({
    labels: { queue, state },
    value,
  }));
}
