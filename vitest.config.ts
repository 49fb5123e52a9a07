import { defineConfig } from "vitest/config";

const slow = { testTimeout: 60_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["{shared,functions,infra}/**/*.test.ts"] } },
      { test: { name: "local", include: ["local/**/*.test.ts"], ...slow } },
      {
        test: {
          name: "contracts",
          include: ["test/contracts/**/*.test.ts"],
          globalSetup: "test/start-cloud.ts",
          ...slow,
        },
      },
      {
        test: {
          name: "flows",
          include: ["test/flows/**/*.test.ts"],
          globalSetup: "test/start-cloud.ts",
          ...slow,
        },
      },
      { test: { name: "infra", include: ["test/infra/**/*.test.ts"], ...slow } },
    ],
  },
});
