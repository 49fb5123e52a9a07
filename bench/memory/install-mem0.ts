import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const packages = ["mem0ai@3.3.1", "pg@8.23.1"];

/** Installs mem0 into a folder of the machine's temporary ones, once. It is nothing that the project depends on. */
export async function installMem0(): Promise<string> {
  const home = join(tmpdir(), `aimi-bench-${packages.join("-")}`);
  if (existsSync(home)) return home;
  console.log(`installing ${packages.join(" and ")} into ${home}`);
  const unfinished = `${home}-${process.pid}`;
  await mkdir(unfinished);
  const npm = spawn("npm", ["install", "--prefix", unfinished, "--no-audit", "--no-fund", ...packages], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const code = await new Promise((resolve) => npm.on("close", resolve));
  if (code !== 0) throw new Error("mem0 could not be installed: npm tells why above");
  await rename(unfinished, home);
  return home;
}
