import type * as z from "zod";
import type { ChatMessage, ChatModel, ChatRequest } from "../../ports/chat-model.ts";

/** Neither the first answer nor its repair could be read. */
export class Unreadable extends Error {
  constructor(why: string) {
    super(`the model's answer could not be read: ${why}`);
    this.name = "Unreadable";
  }
}

type Question = Omit<ChatRequest, "messages"> & { readonly messages: readonly ChatMessage[] };

/** Has a model answer in JSON. What cannot be read is shown to it once, with what is wrong. */
export async function askForJson<Answer>(
  { chatModel }: { readonly chatModel: ChatModel },
  question: Question,
  schema: z.ZodType<Answer>,
  remainingMs: () => number,
): Promise<Answer> {
  const given = await ask(chatModel, question, remainingMs());
  const first = read(given, schema);
  if ("answer" in first) return first.answer;
  const complaint = `That could not be read: ${first.complaint}. Answer again, with the JSON alone.`;
  const messages: ChatMessage[] = [
    ...question.messages,
    { role: "assistant", content: given },
    { role: "user", content: complaint },
  ];
  const second = read(await ask(chatModel, { ...question, messages }, remainingMs()), schema);
  if ("answer" in second) return second.answer;
  throw new Unreadable(second.complaint);
}

async function ask(chatModel: ChatModel, question: Question, deadlineMs: number): Promise<string> {
  let answer = "";
  for await (const part of chatModel.stream(question, { deadlineMs: Math.max(0, deadlineMs) })) {
    if (part.type === "text") answer += part.text;
  }
  return answer;
}

/** A complaint names places and kinds, never what was said there. */
function read<Answer>(
  text: string,
  schema: z.ZodType<Answer>,
): { readonly answer: Answer } | { readonly complaint: string } {
  let json: unknown;
  try {
    json = JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1));
  } catch {
    return { complaint: "it is not one JSON object" };
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { answer: parsed.data };
  return { complaint: parsed.error.issues.map(({ path, code }) => `${path.join(".")} ${code}`).join(", ") };
}
