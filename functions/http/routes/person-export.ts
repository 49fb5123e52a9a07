import { personOf } from "#shared/domain/access/person-of.ts";
import { exportUserContract } from "#shared/wire/http/person-export.ts";
import { route } from "../route.ts";
import { streamLines } from "../stream-lines.ts";
import { toNamed } from "./named.ts";

// Seldom asked for: a cold start does without.
const verb = () => import("#shared/domain/users/export-person.ts");

export const exportUserRoute = route(exportUserContract, async ({ caller, query, ports, requestId }) => {
  const person = personOf(caller, toNamed(query));
  const pages = await (await verb()).exportPerson(ports, person);
  const day = new Date(ports.clock.now()).toISOString().slice(0, 10);
  return new Response(streamLines(pages, { log: ports.log, requestId }), {
    headers: {
      "content-type": "application/x-ndjson; charset=utf-8",
      "content-disposition": `attachment; filename="aimi-export-${day}.jsonl"`,
    },
  });
});
