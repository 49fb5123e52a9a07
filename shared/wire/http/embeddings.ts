import * as z from "zod";
import { named, text } from "../primitives.ts";
import { batchBodyLimitBytes, contract } from "./contract.ts";

const mostTexts = 2_048;
const longestText = 32_000;
const texts = z
  .array(text({ min: 1, max: longestText }))
  .min(1, { error: "must not be an empty list" })
  .max(mostTexts, { error: `must not have more than ${mostTexts} texts` });

const size = { minLength: 1, maxLength: longestText };
const input = z
  .union([z.string().meta(size), z.array(z.string().meta(size)).meta({ minItems: 1, maxItems: mostTexts })], {
    error: "must be a text or a list of texts; lists of token numbers are not taken",
  })
  .transform((given) => (typeof given === "string" ? [given] : given))
  .pipe(texts)
  .meta({ examples: ["I love Python programming", ["I love Python", "I live in Berlin"]] });

const wholeNumber = { error: "must be a whole number above 0" };
const encodingFormat = z
  .enum(["float", "base64"], { error: "must be float or base64" })
  .nullish()
  .transform((given) => given ?? "float")
  .meta({
    description: "base64 is of little-endian floats of 32 bits: the same numbers in a quarter of the size",
  });

const embedding = z.object({
  object: z.literal("embedding"),
  index: z.int(),
  embedding: z.union([z.array(z.number()), z.string()]),
});

export const createEmbeddingsContract = contract({
  operationId: "createEmbeddings",
  method: "post",
  path: "/v1/embeddings",
  tag: "OpenAI",
  summary: "Turn texts into vectors, as memory does",
  description:
    "Whatever model is named, the stage's embedding model answers, and the answer names it. A text is embedded as a message or a query of the same words is: of a very long one the first 8,000 tokens by estimate, or as many as the model reads. Nothing is kept. `user` may be there and is not read; tokens are estimated.",
  scope: "memory:read",
  takesKeyAsBearer: true,
  query: z.object(named),
  body: z
    .object({
      ...named,
      model: text({ max: 256 }).nullish().meta({ description: "Any name: it changes nothing" }),
      input,
      encoding_format: encodingFormat,
      dimensions: z
        .int(wholeNumber)
        .min(1, wholeNumber)
        .nullish()
        .meta({ description: "As many as the model here has: it gives no others" }),
    })
    .meta({ id: "EmbeddingsRequest" }),
  bodyLimitBytes: batchBodyLimitBytes,
  responses: {
    200: {
      description: "A vector for each text, in their order",
      schema: z
        .object({
          object: z.literal("list"),
          data: z.array(embedding),
          model: z.string(),
          usage: z.object({ prompt_tokens: z.int(), total_tokens: z.int() }),
        })
        .meta({ id: "Embeddings" }),
    },
  },
});
