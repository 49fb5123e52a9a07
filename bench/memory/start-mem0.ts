import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Mem0Answer, Mem0Request } from "./mem0-protocol.ts";

export interface Mem0 {
  /** One question at a time. */
  ask(request: Mem0Request): Promise<Mem0Answer>;
  stop(): Promise<void>;
}

const program = fileURLToPath(new URL("run-mem0.ts", import.meta.url));

/** `home` is where it was installed; `scratch` takes what it writes to a home folder. */
export async function startMem0(home: string, scratch: string): Promise<Mem0> {
  const child = fork(program, [home], {
    env: { ...process.env, HOME: scratch, MEM0_TELEMETRY: "false", OPENAI_API_KEY: "none" },
  });
  const closed = once(child, "exit");
  const answer = async () => {
    const died = closed.then(() => Promise.reject(new Error("mem0's process ended")));
    const [message] = await Promise.race([once(child, "message"), died]);
    return message;
  };
  await answer();
  return {
    async ask(request) {
      const answered = answer();
      child.send(request);
      return await answered;
    },
    async stop() {
      child.kill();
      await closed;
    },
  };
}
