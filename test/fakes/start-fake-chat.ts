import type { TurnFrame } from "#shared/ports/turn-frames.ts";
import type { Letter } from "#shared/ports/turn-queue.ts";
import { startFakeHttp } from "./start-fake-http.ts";

/** An app whose turns are run as soon as their letters are sent. */
export function startFakeChat(frames: readonly TurnFrame[], environment: Record<string, string> = {}) {
  const started = startFakeHttp(environment);
  const { ports } = started;
  const run = async (turn: Letter) => {
    const ends = frames.at(-1)?.type;
    const status = ends === "error" ? ("failed" as const) : ("done" as const);
    await ports.turnStream.open(turn, { model: "m", dimensions: 3, text: turn.text });
    for (const [at, frame] of frames.entries()) {
      const closes = at === frames.length - 1 && ends !== "delta" ? { status, said: [] } : null;
      await ports.turnStream.flush({ turn, fence: 1, frames: [frame], served: [], gone: [], closes });
      await ports.turnStream.told(turn.turnId);
    }
  };
  const { send } = ports.turnQueue;
  ports.turnQueue.send = async (letters) => {
    await send(letters);
    for (const letter of letters) void run(letter);
  };
  const say = (body: object, headers: object = { "x-user-id": "anna" }, path = "/chat") =>
    started.call("POST", path, { body, headers });
  return { ...started, say, run };
}
