import { parseArgs } from "node:util";
import { clientId } from "#shared/wire/primitives.ts";
import { Cannot } from "../access/cannot.ts";
import type { Caller } from "./caller.ts";

export interface ChatOptions {
  /** Where the socket is. */
  readonly url: URL;
  /** Where the API is. */
  readonly api: URL;
  readonly caller: Caller;
  readonly conversation: string | undefined;
}

export const usage = `npm run chat -- [options]
  --url ADDRESS        the socket's address (what npm run dev starts: ws://127.0.0.1:8000/ws/chat)
  --api ADDRESS        the API's address, where it is not the socket's own host
  --conversation ID    continue this conversation
  --token TOKEN        speak as the user of an access token (npm run token)
  --key KEY --user ID  speak as a user with a server's API key (npm run api-key)
  --user ID            speak as this user, in development
  --tenant ID          the tenant
  --help               this text

In a pipe every line is a message, and only the replies go to stdout:
  echo "What do you know about me?" | npm run -s chat`;

const text = { type: "string" } as const;
const options = {
  url: text,
  api: text,
  conversation: text,
  token: text,
  key: text,
  user: text,
  tenant: text,
  help: { type: "boolean", default: false },
} as const;

export function readArguments(
  args: readonly string[],
  { AIMI_PORT }: Readonly<Record<string, string | undefined>> = {},
): ChatOptions | "help" {
  const given = parse(args);
  if (given.help) return "help";
  const { token, key, user, tenant, conversation } = given;
  for (const [name, id] of Object.entries({ user, tenant, conversation })) {
    if (id !== undefined && !clientId.safeParse(id).success)
      throw new Cannot(`--${name} is no id`, "An id is 1 to 128 of A-Z a-z 0-9 . _ : @ -");
  }
  if (token !== undefined && key !== undefined)
    throw new Cannot("--token and --key both say who speaks", "Leave one of them out.");
  if (key !== undefined && user === undefined)
    throw new Cannot("A key speaks for a user, and none is named", "Add --user ID.");
  const url = socketAddress(given.url ?? `ws://127.0.0.1:${AIMI_PORT || "8000"}/ws/chat`);
  return {
    url,
    api: given.api === undefined ? new URL("/", asHttp(url)) : httpAddress(given.api),
    caller: { token, key, user, tenant },
    conversation,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new Cannot(error instanceof Error ? error.message : String(error), "See npm run chat -- --help");
  }
}

function socketAddress(given: string): URL {
  const address = asAddress(given, "--url", ["ws:", "wss:", "http:", "https:"]);
  const socket = new URL(address.href.replace(/^http/, "ws"));
  if (socket.pathname === "/") socket.pathname = "/ws/chat";
  return socket;
}

function httpAddress(given: string): URL {
  return asAddress(given, "--api", ["http:", "https:"]);
}

function asAddress(given: string, option: string, protocols: readonly string[]): URL {
  const address = URL.canParse(given) ? new URL(given) : undefined;
  if (address && protocols.includes(address.protocol)) return address;
  const example = option === "--url" ? "ws://127.0.0.1:8000/ws/chat" : "http://127.0.0.1:8000";
  throw new Cannot(`${option} is no address: ${given}`, `It looks like ${example}`);
}

function asHttp(socket: URL): URL {
  return new URL(socket.href.replace(/^ws/, "http"));
}
