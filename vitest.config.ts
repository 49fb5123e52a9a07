import { defineConfig } from "vitest/config";

const slow = { testTimeout: 120_000, hookTimeout: 300_000 };

/** What esbuild's text loader does in a bundle. */
const textModules = {
  name: "text-modules",
  enforce: "pre" as const,
  transform(code: string, id: string) {
    return /\.(sql|lua|html)$/.test(id) ? `export default ${JSON.stringify(code)}` : undefined;
  },
};

const project = (name: string, include: string[], more: object = {}) => ({
  plugins: [textModules],
  // A second, which is vitest's own, is short on a busy machine.
  test: { name, include, expect: { poll: { timeout: 20_000 } }, ...more },
});

export default defineConfig({
  test: {
    // A cloud that closes on a busy machine takes its time.
    teardownTimeout: 120_000,
    // The same on every machine: most files wait more than they work, and each may start a cloud of its own.
    maxWorkers: 3,
    projects: [
      project("unit", ["{shared,functions,infra,bin}/**/*.test.ts"], { testTimeout: 30_000, isolate: false }),
      project("local", ["local/**/*.test.ts"], slow),
      project("cloud", ["test/{contracts,flows}/**/*.test.ts"], {
        ...slow,
        globalSetup: "test/start-cloud.ts",
        setupFiles: ["test/logs/note-exchanges.ts"],
      }),
      project("infra", ["test/infra/**/*.test.ts"], { ...slow, isolate: false }),
      project("deploy", ["test/deploy/**/*.test.ts"], { testTimeout: 600_000, hookTimeout: 600_000 }),
    ],
  },
});
