import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { GetQueueAttributesCommand, PurgeQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { SQSEvent } from "aws-lambda";
import type { SocketEvent } from "#functions/websocket/socket-event.ts";
import { createWebSocketApi } from "#local/gateway/websocket-api.ts";
import { startEventSourceMapping } from "#local/queues/event-source-mapping.ts";
import { type LocalRedis, startRedis } from "#local/redis/start-redis.ts";
import { createRedis } from "#shared/adapters/redis/redis-client.ts";
import { queueNames, type World } from "./start-world.ts";

/** What a run puts behind the gateway and the queues while it lasts. */
export interface Guest {
  onSocket(event: SocketEvent): Promise<unknown>;
  onTurn(event: SQSEvent): Promise<unknown>;
  onLostTurn(event: SQSEvent): Promise<unknown>;
  jitterMs(): number;
}

export type Lane = Awaited<ReturnType<typeof startLane>>;

const credentials = { accessKeyId: "local", secretAccessKey: "local" };

/** A gateway, a Redis and queues of its own, for one run after another. */
export async function startLane(world: World, number: number) {
  const { aws } = world;
  const stage = `lane${number}`;
  const redis: LocalRedis = await startRedis({ dataDir: null });
  const sqs = new SQSClient({ endpoint: aws.url, region: "us-east-1", credentials });
  const names = queueNames(number);
  const urls = {
    turns: aws.queueUrl(names.turns),
    lost: aws.queueUrl(names.lost),
    memoryJobs: aws.queueUrl(names.memoryJobs),
    sessionJobs: aws.queueUrl(names.sessionJobs),
  };
  let guest: Guest | undefined;
  const present = () => {
    if (!guest) throw new Error("nobody is here");
    return guest;
  };

  const webSocketApi = createWebSocketApi({
    domainName: new URL(aws.url).host,
    stage,
    jitterMs: () => guest?.jitterMs() ?? 0,
    invoke: async (event) => (guest ? await guest.onSocket(event as SocketEvent) : { statusCode: 200 }),
    authorize: async (event) => allow(event as AuthorizerEvent),
  });
  aws.mount(`/${stage}/@connections/`, webSocketApi.manage);
  const server = createServer();
  server.on("upgrade", webSocketApi.upgrade);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  const mappings = (["turns", "lost"] as const).map((queue) =>
    startEventSourceMapping({
      queueUrl: urls[queue],
      queueArn: `arn:aws:sqs:us-east-1:000000000000:${names[queue]}`,
      ...{ batchSize: 1, maxConcurrency: 10, visibilitySeconds: 40 },
      call: aws.askQueues,
      invoke: async (event) =>
        await (queue === "turns"
          ? present().onTurn(event as SQSEvent)
          : present().onLostTurn(event as SQSEvent)),
    }),
  );

  return {
    number,
    redis,
    sqs,
    urls,
    connectionsUrl: `${aws.url}/${stage}`,
    socketUrl: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    raw: createRedis({ ...redis, deadlineMs: 60_000 }),
    receive(next: Guest | undefined) {
      guest = next;
    },

    /** How many letters are on their way, and how many nobody could carry. */
    async depths(): Promise<{ readonly turns: number; readonly lost: number }> {
      return { turns: await depth(sqs, urls.turns), lost: await depth(sqs, urls.lost) };
    },

    /** As if nobody had been here. */
    async clear(): Promise<void> {
      await this.raw.flushall();
      for (const QueueUrl of Object.values(urls)) await sqs.send(new PurgeQueueCommand({ QueueUrl }));
    },

    async close() {
      await Promise.all(mappings.map((mapping) => mapping.close()));
      await webSocketApi.close();
      server.close();
      server.closeAllConnections();
      sqs.destroy();
      await redis.close();
    },
  };
}

interface AuthorizerEvent {
  readonly methodArn: string;
  readonly queryStringParameters?: Readonly<Record<string, string>>;
}

/** The authorizer is not in question here: a socket is whose it says. */
function allow({ methodArn, queryStringParameters = {} }: AuthorizerEvent) {
  const { tenant_id = "", user_id = "" } = queryStringParameters;
  return {
    principalId: `${tenant_id}/${user_id}`,
    policyDocument: {
      Version: "2012-10-17",
      Statement: [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: methodArn }],
    },
    context: { tenant_id, user_id, caller_id: "dev", may_provision: "true" },
  };
}

async function depth(sqs: SQSClient, QueueUrl: string): Promise<number> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    }),
  );
  return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0);
}
