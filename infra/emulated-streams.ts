/**
 * For emulators that run functions as plain Node processes: Node's option that brings along what
 * Lambda's own runtime offers for streams. Answers go out whole, in Lambda's own
 * framing of status, headers and body; a runtime that has streams keeps its own.
 */
export function emulatedStreamsOption(): string {
  return `--import=data:text/javascript,${encodeURIComponent(`(${defineStreams})()`)}`;
}

interface Prelude {
  readonly statusCode?: number;
  readonly headers?: Record<string, string>;
}

type StreamingHandler = (event: unknown, output: NodeJS.WritableStream, context: unknown) => Promise<void>;

// Travels as text: it may name nothing outside itself.
function defineStreams() {
  if ("awslambda" in globalThis) return;
  const { PassThrough } = process.getBuiltinModule("node:stream");
  const preludes = new WeakMap<object, Prelude>();
  const awslambda = {
    HttpResponseStream: {
      from(output: object, prelude: Prelude) {
        preludes.set(output, prelude);
        return output;
      },
    },
    streamifyResponse: (handler: StreamingHandler) => async (event: unknown, context: unknown) => {
      const output = Object.assign(new PassThrough(), { setContentType() {} });
      const chunks = output.toArray();
      await handler(event, output, context);
      output.end();
      const body = Buffer.concat(await chunks).toString();
      const prelude = JSON.stringify({ statusCode: 200, ...preludes.get(output) });
      return `${prelude}${"\0".repeat(8)}${body}`;
    },
  };
  Object.assign(globalThis, { awslambda });
}
