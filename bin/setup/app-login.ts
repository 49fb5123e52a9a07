import { randomBytes } from "node:crypto";
import { Client, neonConfig } from "@neondatabase/serverless";
import { reachWithoutTls } from "#shared/adapters/postgres/reach-without-tls.ts";
import { SetupFailed } from "./setup-failed.ts";

const login = "aimi_app";
const connectDeadlineMs = 20_000;

export interface AppLogin {
  readonly url: string;
  readonly outcome: "created" | "given a new password" | "kept";
  /** The owner may do more than it should. */
  readonly ownerIsSuperuser: boolean;
}

export interface AppLoginOptions {
  readonly ownerUrl: string;
  /** The address that the app uses so far. */
  readonly heldUrl?: string | undefined;
  readonly rotate: boolean;
}

/** Sees to it, as the owner, that the app has a login of its own that row-level security binds. */
export async function prepareAppLogin({ ownerUrl, heldUrl, rotate }: AppLoginOptions): Promise<AppLogin> {
  const owner = await connect(ownerUrl);
  try {
    const { rows } = await owner.query<{ superuser: boolean; known: boolean }>(
      `select rolsuper as superuser, exists (select from pg_roles where rolname = $1) as known
       from pg_roles where rolname = current_user`,
      [login],
    );
    const { superuser = false, known = false } = rows[0] ?? {};
    const kept = known && !rotate && heldUrl !== undefined && isSameDatabase(heldUrl, ownerUrl);
    const password = randomBytes(32).toString("base64url");
    if (!known) await change(owner, `create role ${login} login nobypassrls password '${password}'`);
    else if (!kept) await change(owner, `alter role ${login} login password '${password}'`);
    await refusePowerful(owner);
    const outcome = !known ? "created" : kept ? "kept" : "given a new password";
    return { url: kept ? heldUrl : withLogin(ownerUrl, password), outcome, ownerIsSuperuser: superuser };
  } finally {
    await owner.end();
  }
}

/** Neon's pooler keeps no session, and migrations need one for their lock. */
export function directAddress(url: string): string {
  return url.replace("-pooler.", ".");
}

async function connect(url: string): Promise<Client> {
  reachWithoutTls(neonConfig, url);
  const client = new Client({ connectionString: url, connectionTimeoutMillis: connectDeadlineMs });
  client.neonConfig.pipelineConnect = false;
  try {
    await client.connect();
    return client;
  } catch (error) {
    throw new SetupFailed(
      "Postgres does not let the owner in",
      "Check DATABASE_OWNER_URL in Neon's console.",
      error,
    );
  }
}

async function change(owner: Client, statement: string): Promise<void> {
  try {
    await owner.query(statement);
  } catch (error) {
    const remedy =
      "Use the login that Neon made with the database: it may create roles, and owns what it made.";
    throw new SetupFailed(`The owner cannot make the login ${login}`, remedy, error);
  }
}

async function refusePowerful(owner: Client): Promise<void> {
  const { rows } = await owner.query<{ bypasses: boolean; owns: boolean; inherits: boolean }>(
    `select rolbypassrls or rolsuper as bypasses,
       exists (select from pg_shdepend where refobjid = app.oid and deptype = 'o') as owns,
       pg_has_role(app.oid, current_user, 'member') as inherits
     from pg_roles app where rolname = $1`,
    [login],
  );
  const { bypasses = true, owns = true, inherits = true } = rows[0] ?? {};
  const remedy = `Drop the role ${login} and run setup again: made in SQL, it has no rights of its own.`;
  if (bypasses) throw new SetupFailed(`The login ${login} bypasses row-level security`, remedy);
  if (owns) throw new SetupFailed(`The login ${login} owns objects of the database`, remedy);
  if (inherits) throw new SetupFailed(`The login ${login} is a member of the owner's role`, remedy);
}

function isSameDatabase(one: string, other: string): boolean {
  const [left, right] = [new URL(one), new URL(other)];
  return left.host === right.host && left.pathname === right.pathname;
}

function withLogin(url: string, password: string): string {
  const address = new URL(url);
  address.username = login;
  address.password = password;
  return address.href;
}
