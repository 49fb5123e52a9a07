// Runs a script of the project on the Node that the project brings, and installs first what is missing.
// Plain JavaScript without dependencies: it must start on any Node from 20 on, before anything is installed.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const modules = join(root, "node_modules");
const stamp = join(modules, ".installed-from");
const node = join(modules, "node", "bin", process.platform === "win32" ? "node.exe" : "node");

const wanted = createHash("sha256")
  .update(readFileSync(join(root, "package-lock.json")))
  .digest("hex");
const installed = existsSync(stamp) && existsSync(node) ? readFileSync(stamp, "utf8") : "";
if (installed !== wanted) install();
runScript(process.argv.slice(2));

function install() {
  console.error("Installing what is missing (about half a minute, once) …");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const { status, error } = spawnSync(npm, ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  if (status !== 0 || !existsSync(node)) {
    console.error(
      `Installing failed${error ? ` (${error.message})` : ""}. Check that npm reaches its registry, then run the command again.`,
    );
    process.exit(1);
  }
  spawnSync("git", ["config", "core.hooksPath", ".githooks"], { cwd: root, stdio: "ignore" });
  writeFileSync(stamp, wanted);
}

function runScript(args) {
  const child = spawn(node, args, {
    cwd: root,
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: {
      ...process.env,
      PATH: [join(modules, "node", "bin"), join(modules, ".bin"), process.env.PATH].join(delimiter),
    },
  });
  // Ctrl-C reaches the child by itself; it decides when all is closed.
  process.on("SIGINT", () => undefined);
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  // npm's shell passes no signal on: when it is gone, so is whoever asked for this.
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || child.kill("SIGTERM"), 500).unref();
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
}
