import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { MigrationFailed } from "#shared/adapters/postgres/migrations/run-migrations.ts";
import { answerDeployment, type DeploymentEvent } from "./answer-deployment.ts";

const received: { method: string | undefined; headers: IncomingHttpHeaders; body: string }[] = [];
let status = 200;
let server: Server;

beforeEach(async () => {
  received.length = 0;
  status = 200;
  server = createServer((request, response) => {
    const take = async () => {
      received.push({ method: request.method, headers: request.headers, body: await text(request) });
      response.writeHead(status).end();
    };
    take().catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await once(server, "close");
});

function eventOf(given: Partial<DeploymentEvent> = {}): DeploymentEvent {
  const { port } = server.address() as AddressInfo;
  return {
    RequestType: "Create",
    ResponseURL: `http://127.0.0.1:${port}/answer?signature=abc`,
    StackId: "stack",
    RequestId: "request",
    LogicalResourceId: "Migrations",
    ...given,
  };
}

const answer = () => JSON.parse(received[0]!.body);
const ids = { StackId: "stack", RequestId: "request", LogicalResourceId: "Migrations" };

describe("a deployment is told", () => {
  test("that the work went well, with what it gave", async () => {
    await answerDeployment(eventOf(), async () => ({ Applied: "2" }));
    expect(received).toHaveLength(1);
    expect(received[0]?.method).toBe("PUT");
    expect(answer()).toEqual({
      Status: "SUCCESS",
      Data: { Applied: "2" },
      PhysicalResourceId: "aimi-migrations",
      ...ids,
    });
  });

  test("why the work failed, without addresses that may hold a password", async () => {
    const reason = "0002_x.sql failed: postgres://owner:secret@db.example/aimi refused";
    await answerDeployment(eventOf(), () => Promise.reject(new Error(reason)));
    expect(answer()).toMatchObject({
      Status: "FAILED",
      Reason: "0002_x.sql failed: <address> refused",
      ...ids,
    });
  });

  test("which migration Postgres refused, by its code: its words may quote a row", async () => {
    const cause = Object.assign(new Error('invalid input syntax for type uuid: "anna"'), { code: "22P02" });
    await answerDeployment(eventOf(), () => Promise.reject(new MigrationFailed("0004_d.sql", cause)));
    expect(answer().Reason).toBe(
      "0004_d.sql failed with Postgres' code 22P02; npm run migrate by hand shows its words",
    );
  });

  test("no more of a reason than it takes", async () => {
    await answerDeployment(eventOf(), () => Promise.reject(new Error("x".repeat(10_000))));
    expect(answer().Reason).toHaveLength(1_000);
  });

  test("of a failure that is no error, too", async () => {
    await answerDeployment(eventOf(), () => Promise.reject("boom"));
    expect(answer()).toMatchObject({ Status: "FAILED", Reason: "unknown error" });
  });

  test("of a failure that comes before anything is awaited, too", async () => {
    await answerDeployment(eventOf(), () => {
      throw new Error("at once");
    });
    expect(answer()).toMatchObject({ Status: "FAILED", Reason: "at once" });
  });

  test("the resource that it knows, in updates and deletions", async () => {
    await answerDeployment(eventOf({ RequestType: "Delete", PhysicalResourceId: "known" }), async () => ({}));
    expect(answer()).toMatchObject({ Status: "SUCCESS", PhysicalResourceId: "known" });
  });

  test("in bytes without a content type, which would break the address's signature", async () => {
    await answerDeployment(eventOf(), async () => ({}));
    expect(received[0]?.headers).not.toHaveProperty("content-type");
    expect(Number(received[0]?.headers["content-length"])).toBe(received[0]?.body.length);
  });
});

test("an answer that is not taken is an error of the function, so that it is tried again", async () => {
  status = 403;
  await expect(answerDeployment(eventOf(), async () => ({}))).rejects.toThrow("403");
});
