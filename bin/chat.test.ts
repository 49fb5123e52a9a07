import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { accepted, delta, done } from "./chat/scripted-server.ts";
import { serveScript } from "./chat/serve-script.ts";

const slow = { timeout: 60_000 };
const runner = fileURLToPath(new URL("run.mjs", import.meta.url));

/** The real command, as `npm run -s chat` runs it, in a pipe and in a process group of its own. */
function chat(...args: string[]) {
  const child = spawn(process.execPath, [runner, "bin/chat.ts", ...args], { stdio: "pipe", detached: true });
  onTestFinished(() => void child.kill());
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = once(child, "close").then(([code]) => ({ code, stdout, stderr }));
  /** As a terminal does it: all of the group hear it. */
  const pressCtrlC = () => process.kill(-child.pid!, "SIGINT");
  return { stdin: child.stdin, ended, pressCtrlC };
}

test("In a pipe each line is answered in turn, with nothing but the replies on stdout", slow, async () => {
  const memories = [{ id: "1", kind: "memory", content: "Is called Ann", score: 0.9 }];
  const server = await serveScript({
    hear: (frame, answer) => {
      const turn = `t-${frame.id}`;
      if (frame.type === "chat.send")
        answer(
          accepted(frame, turn),
          delta(turn, 1, `Hello ${frame.text}`),
          done(turn, 2, null, { memories }),
        );
    },
  });
  const { stdin, ended } = chat("--url", server.url, "--token", "t-1");
  stdin.end("one\ntwo");
  const { code, stdout, stderr } = await ended;
  expect(stdout).toBe("Hello one\nHello two\n");
  expect(stderr).toContain("· remembered memory: Is called Ann\n");
  expect(code).toBe(0);
  expect(server.handshakes[0]?.headers.authorization).toBe("Bearer t-1");
  expect(server.frames.map(({ conversation_id }) => conversation_id)).toEqual([undefined, "conv-new"]);
});

test("A connection that is lost in mid-reply costs no word and repeats none", slow, async () => {
  const server = await serveScript({
    hear: (frame, answer) => {
      if (frame.type === "chat.send") {
        answer(accepted(frame, "t"), delta("t", 1, "Hello "));
        setTimeout(() => server.drop(), 20);
      }
      if (frame.type === "chat.resume")
        answer(delta("t", frame.after! + 1, "there"), done("t", frame.after! + 2, "Hello there"));
    },
  });
  const { stdin, ended } = chat("--url", server.url);
  stdin.end("hi\n");
  expect(await ended).toMatchObject({ code: 0, stdout: "Hello there\n" });
  expect(server.handshakes).toHaveLength(2);
});

test("Ctrl-C cancels the reply first, and what was said of it stays", slow, async () => {
  const server = await serveScript({
    hear: (frame, answer) => {
      if (frame.type === "chat.send") answer(accepted(frame, "t"), delta("t", 1, "Once upon"));
      if (frame.type === "chat.cancel") answer(done("t", 2, "Once upon", { finish_reason: "cancelled" }));
    },
  });
  const { stdin, ended, pressCtrlC } = chat("--url", server.url);
  stdin.write("a long story\n");
  await expect.poll(() => server.frames.length, { timeout: 30_000 }).toBe(1);
  pressCtrlC();
  const { code, stdout, stderr } = await ended;
  expect(server.frames.at(-1)).toEqual({ type: "chat.cancel", turn_id: "t" });
  expect([code, stdout]).toEqual([1, "Once upon\n"]);
  expect(stderr).toMatch(/^· cancelled\n/);
});

test("A message that is refused ends a pipe with 1, and the reason on stderr", slow, async () => {
  const error = { code: "rate_limited", message: "too many messages", request_id: "r" };
  const server = await serveScript({ hear: ({ id }, answer) => answer({ type: "chat.error", id, error }) });
  const { stdin, ended } = chat("--url", server.url);
  stdin.end("hi\n");
  expect(await ended).toEqual({ code: 1, stdout: "", stderr: "too many messages (rate_limited)\n" });
});

test("Where nothing answers it says how to start a server", slow, async () => {
  const server = await serveScript();
  await server.close();
  const { stdin, ended } = chat("--url", server.url);
  stdin.end("hi\n");
  const { code, stdout, stderr } = await ended;
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(/^FAIL {2}Nothing answers at .*\n.*npm run dev/);
});

test("Help needs no server", slow, async () => {
  expect(await chat("--help").ended).toMatchObject({ code: 0, stderr: "" });
});
