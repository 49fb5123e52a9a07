import { actFor } from "#shared/domain/access/act-for.ts";
import { embedInputs } from "#shared/domain/memory/embed-inputs.ts";
import { createEmbeddingsContract } from "#shared/wire/http/embeddings.ts";
import { route } from "../../route.ts";
import { toNamed } from "../named.ts";

/** CloudFront waits a minute for the first byte; an HTTP API waits half of one, and its function lives no longer. */
const longestWaitMs = 50_000;
/** What is left for the answer. */
const timeToAnswerMs = 4_000;

export const createEmbeddingsRoute = route(createEmbeddingsContract, async (call) => {
  const { body, ports } = call;
  const { tenantId } = actFor(call.caller, toNamed(call.query), toNamed(body));
  const { model, vectors, tokens } = await embedInputs(
    { embedder: ports.clientEmbedder, clock: ports.clock },
    {
      inputs: body.input,
      dimensions: body.dimensions ?? undefined,
      waitMs: Math.min(longestWaitMs, call.remainingMs() - timeToAnswerMs),
    },
  );
  const show = body.encoding_format === "base64" ? toBase64 : toNumbers;
  const data = vectors.map((vector, index) => ({ object: "embedding", index, embedding: show(vector) }));
  const usage = { prompt_tokens: tokens, total_tokens: tokens };
  return { status: 200, body: { object: "list", data, model, usage }, tenantId };
});

/** Lambda's processors keep the lowest byte first, as the protocol wants it. */
function toBase64({ buffer }: Float32Array<ArrayBuffer>): string {
  return Buffer.from(buffer).toString("base64");
}

function toNumbers(vector: Float32Array): number[] {
  return [...vector];
}
