import { readdirSync } from "node:fs";
import { cp, mkdir, readFile, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type Metafile, type Plugin } from "esbuild";
import { type FunctionName, functions } from "./topology.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Statements and scripts travel without their comments and indentation: a cold start and each call carry them. */
const bareScripts: Plugin = {
  name: "bare-scripts",
  setup({ onLoad }) {
    onLoad({ filter: /\.(sql|lua)$/ }, async ({ path }) => {
      const lines = (await readFile(path, "utf8")).split("\n").map((line) => line.trim());
      const bare = lines.filter((line) => line && !line.startsWith("--"));
      // Scripts are put together: each ends its last line.
      return { contents: `${bare.join("\n")}\n`, loader: "text" };
    });
  },
};

/** One way to bundle a function: what is deployed is what runs on a laptop. */
export function bundleOptions(name: FunctionName, outDir: string): BuildOptions & { metafile: true } {
  return {
    absWorkingDir: root,
    entryPoints: { index: `functions/${name}/handler.ts` },
    outdir: join(outDir, name),
    outExtension: { ".js": ".mjs" },
    chunkNames: "chunk-[hash]",
    bundle: true,
    splitting: true,
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    format: "esm",
    platform: "node",
    target: "node24",
    mainFields: ["module", "main"],
    loader: { ".html": "text" },
    plugins: [bareScripts],
    // One string: anything else esbuild makes a module of, which all others at the start then know.
    define: { MIGRATION_NAMES: JSON.stringify(migrationNames().join()) },
    // The default chain reads profiles, SSO and metadata; a Lambda has its keys in the environment.
    alias: {
      "@aws-sdk/credential-provider-node": join(root, "shared/adapters/aws/environment-credentials.ts"),
    },
    // CommonJS dependencies inside an ES module bundle still call require.
    banner: { js: 'import{createRequire as __r}from"node:module";const require=__r(import.meta.url);' },
    metafile: true,
    logLevel: "silent",
  };
}

/** What a release brings to the database. The files themselves travel with `migrate` alone. */
function migrationNames(): string[] {
  return readdirSync(join(root, "migrations"))
    .filter((name) => name.endsWith(".sql"))
    .sort();
}

/** Bundles one function into `outDir/<name>/index.mjs`, with its assets beside it. */
export async function bundleFunction(name: FunctionName, outDir: string): Promise<Metafile> {
  await rm(join(outDir, name), { recursive: true, force: true });
  const { metafile } = await build(bundleOptions(name, outDir));
  await copyAssets(name, outDir);
  return metafile;
}

export async function copyAssets(name: FunctionName, outDir: string): Promise<void> {
  for (const asset of functions[name].assets ?? []) {
    await mkdir(join(outDir, name), { recursive: true });
    await cp(join(root, asset), join(outDir, name, basename(asset)), { recursive: true });
  }
}
