import { setTimeout as sleep } from "node:timers/promises";
import type { SQSEvent } from "aws-lambda";
import { createTurnHandler } from "#functions/chat-turn/handle-turns.ts";
import { createLostTurnHandler } from "#functions/lost-turns/handle-lost-turns.ts";
import { createSocketHandler } from "#functions/websocket/handle-sockets.ts";
import type { SocketEvent } from "#functions/websocket/socket-event.ts";
import { createFrontDoor } from "#shared/domain/access/front-door.ts";
import { defaultPersona } from "#shared/domain/chat/default-persona.ts";
import type { TurnRules } from "#shared/domain/chat/turn-needs.ts";
import { UpstreamUnavailable } from "#shared/errors.ts";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { fakeCatchUps } from "#test/fakes/fake-catch-ups.ts";
import { checkRun } from "./check-run.ts";
import { composePorts, type RunPorts } from "./compose-ports.ts";
import { startTalking } from "./converse.ts";
import { createDice, type Dice } from "./dice.ts";
import { createFate } from "./fate.ts";
import { hastenHolding } from "./hasten-holding.ts";
import { hauntPorts } from "./haunt-ports.ts";
import { type Misfortune, planRun } from "./plan-run.ts";
import { createScript, type Script } from "./script.ts";
import { scriptLog } from "./script-log.ts";
import type { Lane } from "./start-lane.ts";
import type { World } from "./start-world.ts";
import { createWitness } from "./witness.ts";

export interface RunOutcome {
  readonly seed: number;
  readonly complaints: readonly string[];
  readonly script: readonly string[];
  readonly turns: number;
  readonly crashes: number;
}

const rules: TurnRules = {
  persona: defaultPersona,
  ...{ recallLimit: 5, minSimilarity: 0, historyLimit: 30, sessionIdleMs: 600_000, contextTokens: 16_000 },
  ...{ maxTokens: 2_000, temperature: 0.7, prices: { input: 1, output: 2 }, dailyTokens: 0 },
};
/** What is left of it after the time for an ending is how long a model may be silent. */
const remainingMs = 17_500;
const longestRunMs = 60_000;

/** One run: some people talk while all that can go wrong does, until it is quiet; then what is there is looked at. */
export async function runChatFaults(world: World, lane: Lane, seed: number): Promise<RunOutcome> {
  const dice = createDice(seed);
  const script = createScript();
  const complaints: string[] = [];
  const complain = (what: string) => {
    script.note(`!! ${what}`);
    complaints.push(what);
  };
  const tenantId = uniqueTenant();
  const mark = tenantId.slice(0, 24);
  const plan = planRun(dice, mark);
  const forget = world.model.attend(mark, dice, script, plan.intensity);
  const witness = createWitness(script);
  const ports = composePorts(world, lane, tenantId, scriptLog(script, complain));
  const weather = { postgresAway: false };
  const watched = witness.watch(under(ports, weather));
  const stage = stageOf({ ports: watched, dice, script, intensity: plan.intensity, haste: world.queueHaste });
  let jitters = 0;
  lane.receive({ ...stage.guest, jitterMs: () => dice.roll(`jitter/${jitters++}`) * plan.jitterMs });

  const losesRedis = plan.misfortunes.some(({ what }) => what === "redis loses all");
  const talkers = plan.persons.map((person) =>
    startTalking({ socketUrl: lane.socketUrl, tenantId, person, dice, script, losesRedis, complain }),
  );
  const strike = async (what: Misfortune, at: number) => {
    script.note(what);
    if (what === "redis loses all") witness.forget(await lane.raw.flushall());
    if (what === "client cuts") talkers[at % talkers.length]!.cut(at);
    if (what === "server cuts") await stage.cutOne(at);
    if (what !== "postgres is away") return;
    weather.postgresAway = true;
    setTimeout(
      () => {
        weather.postgresAway = false;
      },
      dice.between("outage", 100, 900),
    );
  };
  const striking = plan.misfortunes.map(async ({ what, atMs }, at) => {
    await sleep(atMs);
    await strike(what, at);
  });
  await Promise.all(striking);

  const startedAt = performance.now();
  const late = () => performance.now() - startedAt > longestRunMs;
  const isQuiet = async () => {
    if (!talkers.every((talker) => talker.isSettled()) || stage.alive() > 0) return false;
    const { turns, lost } = await lane.depths();
    return turns + lost === 0 && stage.alive() === 0 && talkers.every((talker) => talker.isSettled());
  };
  while (!(await isQuiet())) {
    if (late()) {
      complain(`it is not quiet: ${stage.alive()} alive, ${JSON.stringify(await lane.depths())}`);
      break;
    }
    await sleep(50);
  }
  // Whatever was on its way to a socket arrives.
  await sleep(30);
  for (const talker of talkers) talker.stop();
  lane.receive(undefined);
  for (const complaint of await checkRun({ world, lane, tenantId, talkers, witness })) complain(complaint);
  forget();
  const turns = talkers.reduce((sum, talker) => sum + talker.turns.length, 0);
  return { seed, complaints, script: script.lines(), turns, crashes: stage.crashes() };
}

/** Postgres refuses for moments. */
function under(ports: RunPorts, weather: { readonly postgresAway: boolean }): RunPorts {
  const refusing = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get(target, key, receiver) {
        if (weather.postgresAway) return async () => Promise.reject(new UpstreamUnavailable("the database"));
        return Reflect.get(target, key, receiver);
      },
    });
  return {
    ...ports,
    turns: refusing(ports.turns),
    index: refusing(ports.index),
    memories: refusing(ports.memories),
  };
}

interface Staging {
  readonly ports: RunPorts;
  readonly dice: Dice;
  readonly script: Script;
  readonly intensity: number;
  readonly haste: number;
}

/** The handlers, each invocation on ports that are haunted for it alone. */
function stageOf({ ports, dice, script, intensity, haste }: Staging) {
  const invocations = new Map<string, number>();
  const sockets: string[] = [];
  let alive = 0;
  let crashes = 0;

  async function invoke<Answer>(
    what: string,
    handle: (haunted: RunPorts) => Promise<Answer>,
  ): Promise<Answer> {
    const count = (invocations.get(what) ?? 0) + 1;
    invocations.set(what, count);
    const name = `${what}(${count})`;
    const fate = createFate({ dice, script, name, intensity });
    fate.death.catch(() => {
      crashes += 1;
    });
    alive += 1;
    script.note(`${name} begins`);
    const { redelivery, stop } = hastenHolding(ports.redelivery, haste);
    try {
      return await Promise.race([handle(hauntPorts({ ...ports, redelivery }, fate)), fate.death]);
    } finally {
      stop();
      alive -= 1;
      script.note(`${name} is over`);
    }
  }

  const onTurn = async (event: SQSEvent) =>
    await invoke(`turn ${nameOf(event)}`, (haunted) =>
      createTurnHandler({ ports: haunted, rules })(event, { getRemainingTimeInMillis: () => remainingMs }),
    );

  return {
    alive: () => alive,
    crashes: () => crashes,
    async cutOne(at: number): Promise<void> {
      const id = sockets[at % Math.max(1, sockets.length)];
      if (id !== undefined) await ports.frames.close(id).catch(() => undefined);
    },
    guest: {
      async onTurn(event: SQSEvent) {
        const name = nameOf(event);
        const count = invocations.get(`turn ${name}`) ?? 0;
        const answer = onTurn(event);
        if (intensity > 0 && dice.roll(`twice/${name}/${count}`) < 0.05 * intensity) {
          script.note(`turn ${name} is delivered twice`);
          // Until it has come and gone nothing is quiet.
          alive += 1;
          void sleep(dice.between(`twice/${name}/${count}/after`, 0, 400))
            .then(() => onTurn(event))
            .catch(() => undefined)
            .finally(() => {
              alive -= 1;
            });
        }
        return await answer;
      },
      onLostTurn: async (event: SQSEvent) =>
        await invoke(`lost ${nameOf(event)}`, (haunted) => createLostTurnHandler(haunted)(event)),
      async onSocket(event: SocketEvent) {
        const { eventType, connectionId } = event.requestContext;
        if (eventType === "CONNECT") sockets.push(connectionId);
        const about = eventType === "MESSAGE" ? aboutOf(event.body) : eventType;
        return await invoke(`socket ${about}`, (haunted) =>
          createSocketHandler({
            ports: { ...haunted, catchUps: fakeCatchUps() },
            frontDoor: createFrontDoor(haunted, { tenantRatePerMinute: 0, keyRatePerMinute: 0 }),
            chatRatePerMinute: 0,
            loadReminders: () => Promise.reject(new Error("reminders are no part of these runs")),
          })(event),
        );
      },
    },
  };
}

function nameOf({ Records: [record] }: SQSEvent): string {
  const { client_message_id, attempt } = JSON.parse(record!.body) as Record<string, unknown>;
  return `${client_message_id}/${attempt}`;
}

/** What a frame is about, the same in each run of a seed. */
function aboutOf(body = ""): string {
  const { type, id = "", conversation_id = "" } = JSON.parse(body) as Record<string, unknown>;
  return `${type} ${id || conversation_id}`;
}
