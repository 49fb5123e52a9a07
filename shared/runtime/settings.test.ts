import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { BadSettings, readSettings, settingsSchema } from "./settings.ts";

function complaintsOf(read: () => unknown): readonly string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof BadSettings) return error.complaints;
    throw error;
  }
}

describe("a start", () => {
  test("needs no settings but those that its function asks for", () => {
    expect(readSettings({}, {})).toMatchObject({
      AIMI_STAGE: "local",
      AIMI_LOG_LEVEL: "info",
      AIMI_API_KEYS: [],
    });
    expect(complaintsOf(() => readSettings({}, {}, "DATABASE_URL", "AIMI_EMBEDDING_MODEL"))).toEqual([
      "DATABASE_URL is missing",
    ]);
  });

  test("with bad values names every one of them at once", () => {
    const environment = {
      AIMI_STAGE: "Prod!",
      AIMI_LOG_LEVEL: "loud",
      AIMI_AUTH_MODE: "open",
      AIMI_API_KEYS: "too-short",
      AIMI_LLM_BASE_URL: "not an address",
      AIMI_EMBEDDING_DIMENSIONS: "many",
      DATABASE_URL: "mysql://somewhere",
    };
    const complaints = complaintsOf(() => readSettings(environment, {}, "UPSTASH_REDIS_REST_URL"));
    for (const name of [...Object.keys(environment), "UPSTASH_REDIS_REST_URL"]) {
      expect(complaints.filter((line) => line.startsWith(`${name} `))).not.toEqual([]);
    }
    expect(complaints).toContain("UPSTASH_REDIS_REST_URL is missing");
  });

  test("says in one message what is wrong, without the values", () => {
    const read = () =>
      readSettings({ AIMI_API_KEYS: "hunter2", DATABASE_URL: "postgresss://u:hunter3@h/d" }, {});
    expect(read).toThrow(/AIMI_API_KEYS[^\n]*\n.*DATABASE_URL/s);
    expect(read).not.toThrow(/hunter/);
  });

  test("takes an empty value for none", () => {
    expect(readSettings({ AIMI_EMBEDDING_DIMENSIONS: "", AIMI_LOG_LEVEL: "" }, {})).toMatchObject({
      AIMI_EMBEDDING_DIMENSIONS: 1536,
      AIMI_LOG_LEVEL: "info",
    });
    expect(complaintsOf(() => readSettings({ DATABASE_URL: "" }, {}, "DATABASE_URL"))).toHaveLength(1);
  });

  test.each(["0", "4001", "1.5", "1e9", "x"])("refuses %s dimensions", (dimensions) => {
    const [complaint] = complaintsOf(() => readSettings({ AIMI_EMBEDDING_DIMENSIONS: dimensions }, {}));
    expect(complaint).toBe("AIMI_EMBEDDING_DIMENSIONS must be a whole number from 1 to 4000");
  });

  test("reads a switch, and nothing that only looks like one", () => {
    const read = (value: string) => readSettings({ AIMI_METRICS_OPEN: value }, {}).AIMI_METRICS_OPEN;
    expect(["true", "false", ""].map(read)).toEqual([true, false, false]);
    expect(complaintsOf(() => read("1"))).toEqual(["AIMI_METRICS_OPEN must be true or false"]);
  });

  test("reads lists by their commas", () => {
    const keys = " a-key-of-16-chars , another-key-of-ours,, ";
    expect(readSettings({ AIMI_API_KEYS: keys }, {}).AIMI_API_KEYS).toEqual([
      "a-key-of-16-chars",
      "another-key-of-ours",
    ]);
  });
});

describe("origins of web pages", () => {
  const read = (origins: string) => readSettings({ AIMI_CORS_ORIGINS: origins }, {}).AIMI_CORS_ORIGINS;

  test("are read by their commas", () => {
    const [first, second] = ["https://app.example.com", "http://localhost:3000"];
    expect(read(`${first}, ${second}`)).toEqual([first, second]);
    expect(read("")).toEqual(["http://localhost:3000"]);
  });

  test.each(["*", "https://*.example.com", "https://app.example.com/", "app.example.com", "null"])(
    "are exact: %s is none",
    (origin) => {
      const [complaint] = complaintsOf(() => read(origin));
      expect(complaint).toMatch(/^AIMI_CORS_ORIGINS must be origins/);
    },
  );
});

describe("the secret", () => {
  test("is laid under the environment", () => {
    const secret = { AIMI_LLM_API_KEY: "from-secret", AIMI_LLM_BASE_URL: "https://secret.example/v1" };
    const settings = readSettings({ AIMI_LLM_BASE_URL: "https://environment.example/v1" }, secret);
    expect(settings).toMatchObject({
      AIMI_LLM_API_KEY: "from-secret",
      AIMI_LLM_BASE_URL: "https://environment.example/v1",
    });
  });

  test("is the only source of secrets in a deployed stage", () => {
    const secrets = {
      AIMI_API_KEYS: "an-operator-key-of-ours",
      AIMI_ORIGIN_SECRET: "sixteen-characters",
      AIMI_JWT_SECRET: "a-secret-of-at-least-32-characters",
      AIMI_APPLE_TOKEN_KEY: "another-secret-of-at-least-32-characters",
      AIMI_LLM_API_KEY: "key",
      AIMI_EMBEDDING_API_KEY: "key",
      DATABASE_URL: "postgres://app@db.example/aimi",
      DATABASE_OWNER_URL: "postgres://owner@db.example/aimi",
      UPSTASH_REDIS_REST_TOKEN: "token",
    };
    expect(complaintsOf(() => readSettings({ AIMI_STAGE: "prod" }, secrets))).toEqual([]);
    expect(complaintsOf(() => readSettings({ AIMI_STAGE: "prod", ...secrets }, {}))).toEqual(
      Object.keys(secrets).map(
        (name) => `${name} must come from the stage's secret, not from the environment`,
      ),
    );
    expect(complaintsOf(() => readSettings({ AIMI_STAGE: "local", ...secrets }, {}))).toEqual([]);
  });
});

describe("tokens", () => {
  const secret = "a-secret-of-at-least-32-characters";

  test("are signed by HS256 and hold for a quarter of an hour, a sign-in for sixty days, unless said otherwise", () => {
    expect(readSettings({ AIMI_JWT_SECRET: secret }, {})).toMatchObject({
      AIMI_JWT_ALGORITHM: "HS256",
      AIMI_JWT_ACCESS_EXPIRES_SECONDS: 900,
      AIMI_JWT_REFRESH_EXPIRES_SECONDS: 5_184_000,
    });
  });

  test.each([
    [{ AIMI_JWT_SECRET: "too-short" }, "AIMI_JWT_SECRET must have at least 32 characters"],
    [{ AIMI_JWT_ALGORITHM: "none" }, "AIMI_JWT_ALGORITHM must be one of HS256, RS256, ES256"],
    [
      { AIMI_JWT_SECRET: secret, AIMI_JWT_ALGORITHM: "RS256" },
      "AIMI_JWT_SECRET must be a JSON array of private JWKs with kid and alg for RS256",
    ],
    [
      { AIMI_JWT_ACCESS_EXPIRES_SECONDS: "86401" },
      "AIMI_JWT_ACCESS_EXPIRES_SECONDS must be a whole number from 1 to 86400",
    ],
    [
      { AIMI_JWT_REFRESH_EXPIRES_SECONDS: "0" },
      "AIMI_JWT_REFRESH_EXPIRES_SECONDS must be a whole number from 1 to 31536000",
    ],
  ])("are refused with %j", (environment, complaint) => {
    expect(complaintsOf(() => readSettings(environment, {}))).toEqual([complaint]);
  });
});

describe("the way in", () => {
  test("is open to development in the stage local, and strict in every other", () => {
    expect(readSettings({}, {}).AIMI_AUTH_MODE).toBe("dev");
    expect(readSettings({ AIMI_STAGE: "prod" }, {}).AIMI_AUTH_MODE).toBe("strict");
    expect(readSettings({ AIMI_AUTH_MODE: "strict" }, {}).AIMI_AUTH_MODE).toBe("strict");
  });

  test("cannot be opened to development elsewhere, from wherever the setting comes", () => {
    const complaint = ["AIMI_AUTH_MODE dev is for the stage local alone"];
    const dev = { AIMI_AUTH_MODE: "dev" };
    expect(complaintsOf(() => readSettings({ AIMI_STAGE: "prod", ...dev }, {}))).toEqual(complaint);
    expect(complaintsOf(() => readSettings({ AIMI_STAGE: "prod" }, dev))).toEqual(complaint);
  });
});

test.each(["DATABASE_URL", "DATABASE_OWNER_URL"])(
  "%s without TLS is refused outside the stage local",
  (name) => {
    const secret = { [name]: "postgres://app@db.example/aimi?sslmode=disable" };
    expect(complaintsOf(() => readSettings({ AIMI_STAGE: "prod" }, secret))).toEqual([
      `${name} must use TLS outside the stage local`,
    ]);
    expect(complaintsOf(() => readSettings({}, secret))).toEqual([]);
  },
);

test(".env.example lists every setting", async () => {
  const example = await readFile(".env.example", "utf8");
  const listed = new Set([...example.matchAll(/^(?:# )?([A-Z_]+)=/gm)].map(([, name]) => name));
  expect(Object.keys(settingsSchema.shape).filter((name) => !listed.has(name))).toEqual([]);
});
