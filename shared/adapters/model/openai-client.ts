import { OpenAI } from "openai";

/** In a file of its own, so that a bundle loads the client on demand and only what is used of it. */
export function createOpenaiClient(options: { baseUrl: string; apiKey: string }): OpenAI {
  // Its own log writes to the console, past ours.
  return new OpenAI({ baseURL: options.baseUrl, apiKey: options.apiKey, maxRetries: 0, logLevel: "off" });
}
