export interface Curl {
  readonly method: string;
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** The curl commands that a text shows, as what they would send. */
export function readCurls(text: string): Curl[] {
  const commands = [...text.replaceAll("\\\n", " ").matchAll(/^\s*curl (.*)$/gm)];
  return commands.map(([, words = ""]) => ({
    method: /-X (\w+)/.exec(words)?.[1] ?? "GET",
    address: /"?(http:\/\/[^\s"]+)"?/.exec(words)?.[1] ?? "",
    headers: Object.fromEntries(
      [...words.matchAll(/-H "([^:"]+): ([^"]+)"/g)].map(([, name = "", value = ""]) => [name, value]),
    ),
    body: /-d '([^']*)'/.exec(words)?.[1],
  }));
}
