import { parseArgs } from "node:util";
import { plantsInstruction } from "#shared/domain/learning/plants-instruction.ts";
import { contentOf, readConversations } from "./recall/read-conversations.ts";

/** How much of what people say to one another is taken for an order to the assistant: it should be nothing. */
const { values: options } = parseArgs({ options: { data: { type: "string", default: "../shared/locomo" } } });
const conversations = await readConversations(options.data);
const said = conversations.flatMap(({ turns }) => turns.map(contentOf));
const facts = conversations.flatMap(({ observations }) => observations.map(({ text }) => text));

for (const [name, texts] of [
  ["turns", said],
  ["facts", facts],
] as const) {
  const startedAt = performance.now();
  const caught = texts.filter(plantsInstruction);
  const milliseconds = (performance.now() - startedAt) / texts.length;
  console.log(`${name}: ${caught.length} of ${texts.length} caught, ${milliseconds.toFixed(2)} ms each`);
  for (const text of caught) console.log(`  ${text}`);
  if (caught.length > 0) process.exitCode = 1;
}
