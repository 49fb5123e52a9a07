import { FunctionError } from "./function-error.ts";
import type { Environment } from "./start-environment.ts";

export interface FunctionPool {
  /** Runs `work` in an environment of its own, or waits in line for one. */
  use(work: (environment: Environment) => Promise<void>): Promise<void>;
  /** Starts one environment if none is idle. */
  warm(): Promise<void>;
  /** Environments that started before now take no new work. */
  retire(): void;
  /** Kills every environment in the middle of its work; how many. */
  crash(): number;
  close(): Promise<void>;
}

interface PoolOptions {
  maxConcurrency: number;
  start(): Promise<Environment>;
}

/** The environments of one function: the one used last is the first to be used again. */
export function createFunctionPool(options: PoolOptions): FunctionPool {
  const idle: Environment[] = [];
  const all = new Set<Environment>();
  const starting = new Set<Promise<Environment>>();
  const line: PromiseWithResolvers<void>[] = [];
  let places = options.maxConcurrency;
  let generation = 0;
  let closed = false;

  async function takePlace(): Promise<void> {
    if (closed) throw stopped();
    if (places > 0) {
      places -= 1;
      return;
    }
    const turn = Promise.withResolvers<void>();
    line.push(turn);
    await turn.promise;
  }
  function givePlace(): void {
    const next = line.shift();
    if (next) next.resolve();
    else places += 1;
  }

  async function startOne(): Promise<Environment> {
    const start = options.start();
    starting.add(start);
    try {
      const environment = await start;
      all.add(environment);
      return environment;
    } finally {
      starting.delete(start);
    }
  }
  function takeIdle(): Environment | undefined {
    const environment = idle.pop();
    if (!environment || environment.alive()) return environment;
    all.delete(environment);
    return takeIdle();
  }
  function giveBack(environment: Environment, startedIn: number): void {
    if (environment.alive() && startedIn === generation && !closed) {
      idle.push(environment);
      return;
    }
    all.delete(environment);
    void environment.stop();
  }

  async function use(work: (environment: Environment) => Promise<void>): Promise<void> {
    await takePlace();
    try {
      const startedIn = generation;
      const environment = takeIdle() ?? (await startOne());
      try {
        await work(environment);
      } finally {
        giveBack(environment, startedIn);
      }
    } finally {
      givePlace();
    }
  }

  return {
    use,
    async warm() {
      if (idle.length === 0) await use(async () => undefined);
    },
    retire() {
      generation += 1;
      for (const environment of idle.splice(0)) {
        all.delete(environment);
        void environment.stop();
      }
    },
    crash() {
      const busy = [...all].filter((environment) => !idle.includes(environment) && environment.alive());
      for (const environment of busy) void environment.stop();
      return busy.length;
    },
    async close() {
      closed = true;
      for (const turn of line.splice(0)) turn.reject(stopped());
      await Promise.all([...all].map((environment) => environment.stop()));
      const late = await Promise.allSettled(starting);
      await Promise.all(late.map((start) => start.status === "fulfilled" && start.value.stop()));
    },
  };
}

function stopped(): FunctionError {
  return new FunctionError("ServiceException", "The local Lambda service has stopped.", { statusCode: 500 });
}
