import { answerEmbeddings, embeddingModel } from "./answer-embeddings.ts";
import { answerChat, chatModel } from "./chat/answer-chat.ts";
import { type Answer, modelNotFound, openAiError } from "./openai-error.ts";

export interface ModelRequest {
  method: string;
  path: string;
  authorization: string | undefined;
  body: string;
}

export interface ModelNature {
  readonly dimensions: number;
  /** What day it is, in UTC milliseconds. */
  now(): number;
}

const models = [embeddingModel, chatModel].map((id) => ({
  ...{ id, object: "model", created: 0, owned_by: "aimi-offline-stand-in" },
}));

export function answerRequest(request: ModelRequest, nature: ModelNature): Answer {
  const { method, path } = request;
  if (!/^bearer\s+\S/i.test(request.authorization ?? "")) return missingKey();

  const modelId = path.match(/^\/v1\/models\/([^/]+)$/)?.[1];
  const allowed = allowedMethod(path, modelId);
  if (!allowed) return openAiError(404, `Invalid URL (${method} ${path})`);
  if (method !== allowed) return wrongMethod(method, path);

  if (path === "/v1/models") return { status: 200, body: { object: "list", data: models } };
  if (modelId) {
    const model = models.find(({ id }) => id === modelId);
    return model ? { status: 200, body: model } : modelNotFound(modelId);
  }
  const body = parseObject(request.body);
  if (!body) return badJson();
  if (path === "/v1/embeddings") return answerEmbeddings(body, nature.dimensions);
  return answerChat(body, nature.now());
}

function allowedMethod(path: string, modelId: string | undefined): string | undefined {
  if (path === "/v1/embeddings" || path === "/v1/chat/completions") return "POST";
  return path === "/v1/models" || modelId ? "GET" : undefined;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

const missingKey = () =>
  openAiError(
    401,
    "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
  );

const wrongMethod = (method: string, path: string) =>
  openAiError(
    405,
    `Not allowed to ${method} on ${path}. (HINT: Perhaps you meant to use a different HTTP method?)`,
    { code: "method_not_supported" },
  );

const badJson = () =>
  openAiError(
    400,
    "We could not parse the JSON body of your request. The OpenAI API expects a JSON payload, but what was sent was not valid JSON.",
  );
