import { countTokens } from "./count-tokens.ts";
import { embedText } from "./embed-text.ts";
import { type Answer, modelNotFound, openAiError } from "./openai-error.ts";

export const embeddingModel = "aimi-offline-embedding";

const limits = { dimensions: 3072, inputs: 2048, tokensPerInput: 8192, tokensPerRequest: 300_000 };
const known = ["model", "input", "encoding_format", "dimensions", "user"];

export function answerEmbeddings(body: Record<string, unknown>, defaultDimensions: number): Answer {
  const { model, input, encoding_format: format = "float", dimensions = defaultDimensions } = body;

  const stranger = Object.keys(body).find((key) => !known.includes(key));
  if (stranger) return openAiError(400, `Unrecognized request argument supplied: ${stranger}`);
  if (typeof model !== "string" || !model) return openAiError(400, "you must provide a model parameter");
  if (model !== embeddingModel) return modelNotFound(model);
  if (format !== "float" && format !== "base64") {
    return invalid("encoding_format", "must be 'float' or 'base64'");
  }
  if (!Number.isInteger(dimensions) || Number(dimensions) < 1 || Number(dimensions) > limits.dimensions) {
    return invalid("dimensions", `must be an integer from 1 to ${limits.dimensions}`);
  }

  const texts = typeof input === "string" ? [input] : input;
  if (isTokens(texts)) return invalid("input", "this stand-in embeds text and reads no token arrays");
  if (!isTexts(texts)) return openAiError(400, `'$.input' is invalid. Please check the API reference.`);
  const tokens = texts.map(countTokens);
  const longest = Math.max(...tokens);
  if (longest > limits.tokensPerInput) {
    return openAiError(
      400,
      `This model's maximum context length is ${limits.tokensPerInput} tokens, however you requested ${longest} tokens (${longest} in your prompt; 0 for the completion). Please reduce your prompt; or completion length.`,
    );
  }
  const total = tokens.reduce((sum, count) => sum + count, 0);
  if (total > limits.tokensPerRequest) {
    const code = "max_tokens_per_request";
    const message = `Requested ${total} tokens, max ${limits.tokensPerRequest} tokens per request`;
    return openAiError(400, message, { type: code, code });
  }

  const data = texts.map((text, index) => {
    const vector = embedText(text, Number(dimensions));
    return { object: "embedding", index, embedding: format === "base64" ? toBase64(vector) : [...vector] };
  });
  return {
    status: 200,
    body: { object: "list", data, model, usage: { prompt_tokens: total, total_tokens: total } },
  };
}

function invalid(param: string, reason: string): Answer {
  return openAiError(400, `Invalid '${param}': ${reason}.`, { param });
}

function isTokens(input: unknown): boolean {
  return (
    Array.isArray(input) &&
    input.length > 0 &&
    input.every((one) => Array.isArray(one) || Number.isInteger(one))
  );
}

function isTexts(input: unknown): input is string[] {
  if (!Array.isArray(input) || input.length === 0 || input.length > limits.inputs) return false;
  return input.every((one) => typeof one === "string" && one !== "");
}

function toBase64(vector: Float32Array): string {
  const bytes = new DataView(new ArrayBuffer(vector.length * 4));
  vector.forEach((value, at) => {
    bytes.setFloat32(at * 4, value, true);
  });
  return Buffer.from(bytes.buffer).toString("base64");
}
