import type { ChatLimits, ChatModel, ChatPart, ChatRequest } from "../../ports/chat-model.ts";
import { ChatFailure, readChatFailure } from "./chat-failure.ts";
import { type Adaptation, adaptDialect, commonDialect } from "./dialect.ts";
import { estimateUsage } from "./estimate-usage.ts";
import { lazyClient } from "./lazy-client.ts";
import { createAnswerReader } from "./read-answer.ts";
import { type CallWatch, watchCall } from "./watch-call.ts";
import { type ModelSettings, writeChatRequest } from "./write-chat-request.ts";

export interface ChatModelOptions extends ModelSettings {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly patience?: Partial<Patience>;
  /** Told once: the server takes no tools. */
  onToolsGivenUp?(): void;
}

/** How long the server may be silent. */
interface Patience {
  readonly firstPartMs: number;
  readonly betweenPartsMs: number;
  /** After the end of the answer, for the count of its tokens. */
  readonly countMs: number;
}

const usualPatience: Patience = { firstPartMs: 30_000, betweenPartsMs: 20_000, countMs: 2_000 };

/** One model of any OpenAI-compatible server, asked once. */
export function openaiChatModel(options: ChatModelOptions): ChatModel {
  const client = lazyClient({ ...options, streams: true });
  const patience = { ...usualPatience, ...options.patience };
  let dialect = commonDialect;

  /**
   * Asks in other words where the server names a parameter that it does not take, and remembers them: not where it may
   * be a client's value that it did not take.
   */
  async function open(request: ChatRequest, watch: CallWatch): Promise<AsyncIterable<unknown>> {
    const { completions } = (await client()).chat;
    const learnt: Adaptation["change"][] = [];
    for (let spoken = dialect; ; ) {
      try {
        const body = writeChatRequest(request, options, spoken);
        const stream = await completions.create(body, { signal: watch.signal });
        const known = learnt.reduce((sum, change) => change(sum), dialect);
        if (dialect.takesTools && !known.takesTools) options.onToolsGivenUp?.();
        dialect = known;
        return stream;
      } catch (error) {
        const other = adaptDialect(spoken, error);
        if (!other) throw error;
        spoken = other.change(spoken);
        if (other.isUnsupported || isOurs(request, options, other.param)) learnt.push(other.change);
      }
    }
  }

  async function* ask(request: ChatRequest, limits: ChatLimits, watch: CallWatch): AsyncGenerator<ChatPart> {
    const answer = createAnswerReader();
    let said = "";
    watch.expectWithin(patience.firstPartMs);
    const chunks = (await open(request, watch))[Symbol.asyncIterator]();
    for (;;) {
      const { done, value } = await chunks.next().catch(endOfWhole(answer));
      watch.rest();
      if (done || limits.signal?.aborted) break;
      const text = answer.read(value);
      said += text;
      if (text) yield { type: "text", text };
      watch.expectWithin(answer.ended ? patience.countMs : patience.betweenPartsMs);
    }
    if (limits.signal?.aborted) return;
    const { calls, finishReason, usage } = answer.finish();
    if (calls.length > 0) yield { type: "calls", calls };
    const counted = usage ?? estimateUsage(request, said + calls.map((call) => call.arguments).join(""));
    yield { type: "end", finishReason, model: options.model, usage: counted };
  }

  return {
    async *stream(request, limits) {
      if (limits.signal?.aborted) return;
      const watch = watchCall(limits);
      try {
        yield* ask(request, limits, watch);
      } catch (error) {
        if (limits.signal?.aborted) return;
        throw watch.tooSlow ? new ChatFailure("the model server was too slow") : readChatFailure(error);
      } finally {
        watch.end();
      }
    },
  };
}

/** Whether what was refused is what everybody is asked with. */
function isOurs(request: ChatRequest, { temperature }: ModelSettings, param: string): boolean {
  if (!request.isClients || param === "stream_options") return true;
  return param === "temperature" && (request.temperature ?? temperature) === temperature;
}

/** What breaks after the end of an answer takes nothing from it. */
function endOfWhole(answer: { readonly ended: boolean }) {
  return (error: unknown): IteratorResult<unknown> => {
    if (answer.ended) return { done: true, value: undefined };
    throw error;
  };
}
