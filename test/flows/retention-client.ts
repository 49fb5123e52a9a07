import { expect, vi } from "vitest";
import * as z from "zod";
import { message } from "#shared/wire/http/messages.ts";
import { pageOf } from "#shared/wire/http/page.ts";
import { retentionPolicy, retentionRun } from "#shared/wire/http/retention.ts";
import { type Answer, call, queryString, shaped } from "./call.ts";

type Fields = Readonly<Record<string, unknown>>;
const begun = z.object({ run_id: z.string(), dry_run: z.literal(false), tenant_id: z.string().nullable() });
export const archivePage = pageOf(message) as z.ZodType<{
  items: (z.output<typeof message> & { archived_at: string })[];
  next_cursor: string | null;
}>;

/** A client of the retention routes: it holds every answer against its contract. */
export function retentionClient(url: string, headers: Readonly<Record<string, string>> = {}) {
  const admin = `${url}/v1/admin/retention`;
  const good = <Schema extends z.ZodType>(schema: Schema, answer: Answer, status = 200) => {
    expect(answer.status, answer.text).toBe(status);
    return shaped(schema, answer.json());
  };

  return {
    async policyOf(tenant: string) {
      return good(retentionPolicy, await call(`${admin}/policies/${tenant}`, { headers }));
    },

    async setPolicy(tenant: string, policy: Fields) {
      const answer = await call(`${admin}/policies/${tenant}`, { method: "PUT", body: policy, headers });
      return good(retentionPolicy, answer);
    },

    async dryRun(fields: Fields = {}) {
      const answer = await call(`${admin}/run`, { body: { ...fields, dry_run: true }, headers });
      return good(retentionRun, answer);
    },

    async start(fields: Fields = {}, more: Readonly<Record<string, string>> = {}) {
      const answer = await call(`${admin}/run`, { body: fields, headers: { ...headers, ...more } });
      return good(begun, answer, 202);
    },

    async run(id: string, query: Fields = {}) {
      return good(retentionRun, await call(`${admin}/runs/${id}?${queryString(query)}`, { headers }));
    },

    async runs(query: Fields = {}) {
      const answer = await call(`${admin}/runs?${queryString(query)}`, { headers });
      return good(pageOf(retentionRun), answer) as {
        items: z.output<typeof retentionRun>[];
        next_cursor: string | null;
      };
    },

    async untilDone(id: string) {
      await vi.waitUntil(async () => (await this.run(id)).status === "done", {
        timeout: 30_000,
        interval: 50,
      });
      return await this.run(id);
    },

    async archive(query: Fields) {
      return good(archivePage, await call(`${url}/v1/archive?${queryString(query)}`, { headers }));
    },

    restore(id: string, query: Fields): Promise<Answer> {
      return call(`${url}/v1/archive/${id}/restore?${queryString(query)}`, { method: "POST", headers });
    },
  };
}

export const everythingOld = { archive: { after_days: 1, below_importance: null } };
export const longAgo = "2021-03-05T06:07:08.009Z";
