export const ownerLogin = { name: "aimi_owner", password: "aimi-owner-local" } as const;
export const appLogin = { name: "aimi_app", password: "aimi-app-local" } as const;

/** The one database that PGlite opens. */
export const pgliteDatabase = "postgres";

type LocalLogin = typeof ownerLogin | typeof appLogin;

export function loginUrl(login: LocalLogin, port: number, database: string): string {
  const credentials = `${login.name}:${encodeURIComponent(login.password)}`;
  return `postgres://${credentials}@127.0.0.1:${port}/${encodeURIComponent(database)}?sslmode=disable`;
}
