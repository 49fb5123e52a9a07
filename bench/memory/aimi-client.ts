import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";

interface Options {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export type AimiClient = ReturnType<typeof aimiClient>;

/** A client as an app's server would have it: connections are kept. */
export function aimiClient({ url, headers }: Options) {
  const agent = new Agent({ keepAlive: true });
  return {
    async post<Answer>(
      path: string,
      body: unknown,
      more: Readonly<Record<string, string>> = {},
    ): Promise<Answer> {
      const payload = Buffer.from(JSON.stringify(body));
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      const call = request(url + path, {
        agent,
        method: "POST",
        headers: {
          "content-type": "application/json",
          "content-length": payload.length,
          ...headers,
          ...more,
        },
      });
      call.on("error", reject);
      call.on("response", (response) => text(response).then(resolve, reject));
      call.end(payload);
      const answer = JSON.parse(await promise);
      if (answer.error) throw new Error(`${path} was refused: ${answer.error.code}, ${answer.error.message}`);
      return answer;
    },
  };
}
