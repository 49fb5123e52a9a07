import { toolSpecs } from "#shared/domain/chat/tools/registry.ts";
import { estimateTokens } from "#shared/domain/chat/estimate-tokens.ts";
for (const s of toolSpecs) console.log(s.name, estimateTokens(JSON.stringify(s)));
console.log("all", estimateTokens(JSON.stringify(toolSpecs)), "before", estimateTokens(JSON.stringify(toolSpecs.slice(0,3))));
console.log(JSON.stringify(toolSpecs.find(s=>s.name==="set_reminder")));
console.log(JSON.stringify(toolSpecs.find(s=>s.name==="update_task")));
