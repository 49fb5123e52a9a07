import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { answerCall, refuse } from "./answer-call.ts";
import { askService } from "./ask-service.ts";
import { type Disturbance, makeDisturbances } from "./disturbances.ts";
import type { TableSettings } from "./dynamodb/start-dynamodb.ts";
import { findCall, readUrl, type ServiceName } from "./find-call.ts";
import { listen, stop } from "./listen.ts";
import type { ScheduleSettings } from "./scheduler/start-scheduler.ts";
import { accountId, type Fields, type Service } from "./service.ts";
import type { QueueSettings } from "./sqs/start-sqs.ts";
import { startServices } from "./start-services.ts";

export type OperationName = `${ServiceName}.${string}`;
type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface LocalAws {
  /** One endpoint for every service: the clients' AWS_ENDPOINT_URL. */
  readonly url: string;
  queueUrl(name: string): string;
  /** Hands requests for a path prefix to someone else on the same port. */
  mount(prefix: string, handler: Handler): void;
  /** Holds, fails or passes the calls of one operation, e.g. "AmazonSQS.SendMessage". */
  disturb(operation: OperationName, how: Disturbance): void;
  /** What AWS asks its own queues, as the pollers of functions do. */
  askQueues(operation: string, input: Fields, signal?: AbortSignal): Promise<object>;
  /** How many calls came, of one operation or of all. */
  requestCount(operation?: OperationName): number;
  close(): Promise<void>;
}

export interface AwsOptions {
  readonly dataDir: string | null;
  readonly queues: readonly QueueSettings[];
  readonly tables: readonly TableSettings[];
  readonly schedules: readonly ScheduleSettings[];
  /** Groups for schedules that the app makes itself. */
  readonly scheduleGroups?: readonly string[];
  readonly secrets?: Readonly<Record<string, string>>;
  /** Resolves once the function has the event; a rejection is an undelivered event, which is tried again. */
  invokeLambda(functionName: string, payload: unknown): Promise<void>;
  readonly now?: () => number;
  readonly port?: number;
  /** How many times faster than asked what is hidden in a queue is seen again. */
  readonly queueHaste?: number | undefined;
}

export async function startAws(options: AwsOptions): Promise<LocalAws> {
  const mounts: { readonly prefix: string; readonly handler: Handler }[] = [];
  const counts = new Map<string, number>();
  const count = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  const disturbances = makeDisturbances();
  const started = Promise.withResolvers<Readonly<Record<ServiceName, Service>>>();

  const server = createServer((request, response) => {
    const url = readUrl(request.url);
    if (!url) return refuse(request, response);
    const mount = mounts.find(({ prefix }) => url.pathname.startsWith(prefix));
    if (mount) return mount.handler(request, response);
    const target = request.headers["x-amz-target"];
    const call = findCall(request.method ?? "GET", url, typeof target === "string" ? target : undefined);
    count("");
    if (!call) return refuse(request, response);
    count(`${call.service}.${call.operation}`);
    started.promise
      .then((all) => answerCall({ request, response, call, service: all[call.service], disturbances }))
      .catch(() => response.destroy());
  });

  const url = await listen(server, options.port ?? 0);
  const queueUrl = (name: string) => `${url}/${accountId}/${name}`;
  const services = await startServices(options, queueUrl).catch(async (error) => {
    await stop(server);
    throw error;
  });
  started.resolve(services);

  return {
    url,
    queueUrl,
    mount: (prefix, handler) => {
      mounts.push({ prefix, handler });
    },
    disturb: disturbances.set,
    askQueues: (operation, fields, signal) => {
      const call = { service: "AmazonSQS", operation, fields } as const;
      for (const counted of ["", `AmazonSQS.${operation}`]) count(counted);
      return askService({ call, service: services.AmazonSQS, disturbances, signal });
    },
    requestCount: (operation) => counts.get(operation ?? "") ?? 0,
    async close() {
      disturbances.dropAll();
      await stop(server);
      for (const service of [
        services.Scheduler,
        services.AmazonSQS,
        services.DynamoDB,
        services.secretsmanager,
      ]) {
        await service.close();
      }
    },
  };
}
