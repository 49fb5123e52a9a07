import { OpenAI } from "openai";
import { fetchWhole, type WholeRequest } from "../http/fetch-whole.ts";

export interface OpenaiClientOptions {
  readonly baseUrl: string;
  readonly apiKey: string;
  /** Whether an answer is read while it comes. */
  readonly streams: boolean;
}

/** In a file of its own, so that a bundle loads the client on demand and only what is used of it. */
export function createOpenaiClient({ baseUrl, apiKey, streams }: OpenaiClientOptions): OpenAI {
  return new OpenAI({
    baseURL: baseUrl,
    apiKey,
    maxRetries: 0,
    // Its own log writes to the console, past ours.
    logLevel: "off",
    ...(!streams && { fetch: (address, init) => fetchWhole(String(address), init as WholeRequest) }),
  });
}
