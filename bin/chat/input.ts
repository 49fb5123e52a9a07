import { createInterface, cursorTo, clearLine as wipeLine } from "node:readline";
import { type Readable, Writable } from "node:stream";

export interface Input {
  /** The next line, or nothing at the end of all. */
  readonly next: (prompt: string) => Promise<string | undefined>;
  /** What is said while somebody is asked for a line stands above the prompt and what they have typed. */
  readonly besides: (say: () => void) => void;
  readonly close: () => void;
}

interface Terminal extends NodeJS.WritableStream {
  readonly columns?: number;
}

/** Lines as they stand in a file or a pipe. */
export function pipedInput(stdin: Readable): Input {
  const lines = createInterface({ input: stdin, crlfDelay: Number.POSITIVE_INFINITY });
  const iterator = lines[Symbol.asyncIterator]();
  return {
    next: async () => (await iterator.next()).value,
    besides: (say) => say(),
    close: () => {
      lines.close();
      stdin.destroy();
    },
  };
}

/** Lines that a person types. What is typed while a reply streams stays unseen until the next prompt. */
export function promptedInput(stdin: Readable, stdout: Terminal, onInterrupt: () => void): Input {
  let isWaiting = false;
  const output = Object.defineProperties(
    new Writable({
      write: (chunk, _, done) => {
        if (isWaiting) stdout.write(chunk);
        done();
      },
    }),
    { columns: { get: () => stdout.columns } },
  );
  stdout.on("resize", () => output.emit("resize"));
  const lines = createInterface({ input: stdin, output, terminal: true, historySize: 200 });
  const early: string[] = [];
  let isClosed = false;
  let give: ((line: string | undefined) => void) | undefined;
  const settle = (line: string | undefined) => {
    isWaiting = false;
    give?.(line);
    give = undefined;
  };
  lines.on("SIGINT", onInterrupt);
  lines.on("line", (line) => {
    if (give) settle(line);
    else early.push(line);
  });
  lines.on("close", () => {
    isClosed = true;
    if (isWaiting) stdout.write("\n");
    settle(undefined);
  });

  return {
    next(prompt) {
      const line = early.shift();
      if (line !== undefined) {
        stdout.write(`${prompt}${line}\n`);
        return Promise.resolve(line);
      }
      if (isClosed) return Promise.resolve(undefined);
      isWaiting = true;
      lines.setPrompt(prompt);
      lines.prompt(true);
      return new Promise((resolve) => {
        give = resolve;
      });
    },
    besides(say) {
      if (isWaiting) clearLine(stdout);
      say();
      if (isWaiting) lines.prompt(true);
    },
    close: () => lines.close(),
  };
}

function clearLine(stdout: NodeJS.WritableStream): void {
  cursorTo(stdout, 0);
  wipeLine(stdout, 0);
}
