import { readEnvironment } from "./access/read-environment.ts";
import { openChat } from "./chat/open-chat.ts";
import { readArguments, usage } from "./chat/read-arguments.ts";

try {
  const options = readArguments(process.argv.slice(2), readEnvironment());
  if (options === "help") console.log(usage);
  else if (!(await openChat(options))) process.exitCode = 1;
} catch (error) {
  console.error(`FAIL  ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
