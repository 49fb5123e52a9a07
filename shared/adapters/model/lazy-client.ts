import type { OpenAI } from "openai";

/** Loads the client when it is first needed, so that a cold start does not pay for it. */
export function lazyClient(options: { baseUrl: string; apiKey: string }): () => Promise<OpenAI> {
  let made: Promise<OpenAI> | undefined;
  return () => {
    made ??= import("./openai-client.ts").then(({ createOpenaiClient }) => createOpenaiClient(options));
    return made;
  };
}
