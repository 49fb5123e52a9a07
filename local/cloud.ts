import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type QueueSpec, queues } from "#infra/topology.ts";
import { startApns } from "./apns/start-apns.ts";
import { startAws } from "./aws/start-aws.ts";
import { bundleFunctions } from "./bundle-functions.ts";
import {
  appEnvironment,
  functionEnvironments,
  queueResources,
  resources,
  stage,
  withOwnSettings,
} from "./environment.ts";
import { startFrontDoor } from "./gateway/front-door.ts";
import { createFunctionUrl } from "./gateway/function-url.ts";
import { createHttpApi } from "./gateway/http-api.ts";
import { createWebSocketApi } from "./gateway/websocket-api.ts";
import { invokeLater } from "./lambda/invoke-later.ts";
import { startFunctions } from "./lambda/start-functions.ts";
import { startModel } from "./model/start-model.ts";
import { startPostgres } from "./postgres/start-postgres.ts";
import { startEventSourceMapping } from "./queues/event-source-mapping.ts";
import { startRedis } from "./redis/start-redis.ts";
import { tokenSecret } from "./token-secret.ts";

export interface LocalCloudOptions {
  /** Where data lasts; null keeps all in memory. */
  readonly dataDir: string | null;
  readonly port?: number;
  /** The caller's own settings: they win over what the stand-ins give. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly postgresUrl?: string | undefined;
  readonly redisUrl?: string | undefined;
  readonly database?: string;
  /** Functions that were bundled before. */
  readonly bundlesDir?: string;
  /** How many times faster than in AWS a queue shows again what its consumer gave back. */
  readonly queueHaste?: number;
  onLog?(functionName: string, line: string): void;
  /** Hears of each frame of a socket how long the gateway let it dawdle. */
  onDawdle?(frame: string, ms: number): void;
}

export type LocalCloud = Awaited<ReturnType<typeof startLocalCloud>>;

/** Starts every service that a stage has in AWS, on this machine, and runs the migrations. */
export async function startLocalCloud(options: LocalCloudOptions) {
  const closers: (() => Promise<unknown>)[] = [];
  const closeAll = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    return await start(options, closers, closeAll);
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function start(
  options: LocalCloudOptions,
  closers: (() => Promise<unknown>)[],
  closeAll: () => Promise<void>,
) {
  const keep = async <Part extends { close(): Promise<unknown> }>(starting: Promise<Part>): Promise<Part> => {
    const part = await starting;
    closers.push(() => part.close());
    return part;
  };
  const bundlesDir = options.bundlesDir ?? (await ownBundlesDir(options.dataDir, closers));
  const ready = Promise.withResolvers<ReturnType<typeof invokeLater>>();
  const [bundled, ...started] = await Promise.allSettled([
    options.bundlesDir ?? bundleFunctions(bundlesDir),
    keep(
      startPostgres({
        ...upstream(options.postgresUrl),
        dataDir: within(options.dataDir, "postgres"),
        ...databaseOf(options),
      }),
    ),
    keep(startRedis({ ...upstream(options.redisUrl), dataDir: within(options.dataDir, "redis") })),
    keep(
      startAws({
        dataDir: within(options.dataDir, "aws"),
        ...resources(),
        queueHaste: options.queueHaste,
        invokeLambda: async (name, event) => (await ready.promise).accept(name, event),
      }),
    ),
    keep(startModel()),
    keep(startApns()),
  ]);
  outcomeOf(bundled);
  const [postgres, redis, aws, model, apns] = [
    outcomeOf(started[0]),
    outcomeOf(started[1]),
    outcomeOf(started[2]),
    outcomeOf(started[3]),
    outcomeOf(started[4]),
  ];

  const jwtSecret = await tokenSecret(options.dataDir);
  const parts = { postgres, redis, aws, model, apns, jwtSecret };
  const environment = withOwnSettings(appEnvironment(parts), options.settings);
  const lambda = startFunctions({
    bundlesDir,
    env: environment,
    functions: functionEnvironments(postgres.ownerUrl),
    onLog: (name, line) => options.onLog?.(name, line),
  });
  closers.push(() => lambda.close());
  await lambda.invoke("migrate", {});
  const later = invokeLater(lambda, (name, error) => options.onLog?.(name, `given up: ${error}`));
  closers.push(() => later.close());
  ready.resolve(later);

  for (const [name, spec] of Object.entries<QueueSpec>(queues)) {
    const { fifo, deadLetters } = spec;
    const letters = deadLetters ? [[`${name}-dlq`, deadLetters] as const] : [];
    for (const [source, consumption] of [[name, spec] as const, ...letters]) {
      const mapping = startEventSourceMapping({
        ...consumption,
        ...queueResources(aws, source, { fifo }),
        call: aws.askQueues,
        invoke: (event) => lambda.invoke(consumption.consumer, event),
      });
      closers.push(() => mapping.close());
    }
  }

  const webSocketApi = createWebSocketApi({
    invoke: (event) => lambda.invoke("websocket", event),
    authorize: (event) => lambda.invoke("ws-authorizer", event),
    domainName: new URL(aws.url).host,
    stage,
    ...(options.onDawdle && { onDawdle: options.onDawdle }),
  });
  closers.push(() => webSocketApi.close());
  aws.mount(`/${stage}/@connections/`, (req, res) => webSocketApi.manage(req, res));
  const frontDoor = await keep(
    startFrontDoor({
      port: options.port ?? 0,
      httpApi: createHttpApi({ invoke: (event) => lambda.invoke("http", event), domainName: "http.local" }),
      functionUrl: createFunctionUrl({
        invokeStream: (event, sink) => lambda.invokeStream("stream", event, sink),
        domainName: "stream.local",
      }),
      webSocketApi,
    }),
  );
  await lambda.warm(["http", "websocket", "ws-authorizer", "memory-jobs"]);

  return {
    url: frontDoor.url,
    wsUrl: `${frontDoor.url.replace(/^http/, "ws")}/ws/chat`,
    environment,
    postgres,
    redis,
    aws,
    model,
    apns,
    lambda,
    bundlesDir,
    /** Runs migrations that are new. */
    migrate: () => lambda.invoke("migrate", {}),
    close: closeAll,
  };
}

function within(dataDir: string | null, name: string): string | null {
  return dataDir === null ? null : join(dataDir, name);
}

function upstream(url: string | undefined): { upstream?: string } {
  return url ? { upstream: url } : {};
}

function databaseOf({ database }: LocalCloudOptions): { database?: string } {
  return database === undefined ? {} : { database };
}

function outcomeOf<Value>(result: PromiseSettledResult<Value>): Value {
  if (result.status === "rejected") throw result.reason;
  return result.value;
}

async function ownBundlesDir(dataDir: string | null, closers: (() => Promise<unknown>)[]): Promise<string> {
  if (dataDir !== null) {
    await mkdir(dataDir, { recursive: true });
    return join(dataDir, "functions");
  }
  const folder = await mkdtemp(join(tmpdir(), "aimi-functions-"));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
