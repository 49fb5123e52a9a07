const notSettings = new Set(["user", "database", "password", "replication", "options"]);

/** What a client's startup message sets for its session. */
export function startupSettings(parameters: ReadonlyMap<string, string>): Map<string, string> {
  const settings = new Map([...parameters].filter(([name]) => !notSettings.has(name)));
  for (const [, name, value] of (parameters.get("options") ?? "").matchAll(/(?:-c\s*|--)([\w.]+)=(\S*)/g)) {
    if (name !== undefined && value !== undefined) settings.set(name, value);
  }
  return settings;
}
