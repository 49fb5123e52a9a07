import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";

// What esbuild's text loader does in a bundle, for what runs from its sources.
registerHooks({
  load(url, context, next) {
    if (!/\.(sql|lua|html)$/.test(url)) return next(url, context);
    const text = readFileSync(fileURLToPath(url), "utf8");
    return { format: "module", source: `export default ${JSON.stringify(text)};`, shortCircuit: true };
  },
});
