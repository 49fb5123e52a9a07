import { describe, expect, test } from "vitest";
import { fakeHttpPorts } from "#test/fakes/fake-http-ports.ts";
import { checkHealth } from "./check-health.ts";

const tenMinutes = 10 * 60_000;

describe("the status", () => {
  test("is healthy when both answer", async () => {
    expect(await checkHealth(fakeHttpPorts())).toEqual({ status: "healthy", database: "ok", llm: "ok" });
  });

  test("is degraded without the model", async () => {
    const ports = fakeHttpPorts();
    ports.modelProbe.failing = true;
    expect(await checkHealth(ports)).toEqual({ status: "degraded", database: "ok", llm: "unavailable" });
  });

  test("is unhealthy without the database, whatever the model does", async () => {
    const ports = fakeHttpPorts();
    ports.databaseProbe.failing = true;
    expect(await checkHealth(ports)).toEqual({ status: "unhealthy", database: "unavailable", llm: "ok" });
    ports.modelProbe.failing = true;
    ports.clock.advance(tenMinutes);
    expect((await checkHealth(ports)).status).toBe("unhealthy");
  });
});

describe("what is asked", () => {
  test("is asked at most every ten minutes, however often health is", async () => {
    const ports = fakeHttpPorts();
    for (let second = 0; second < 600; second++) {
      await checkHealth(ports);
      ports.clock.advance(1_000);
    }
    expect([ports.databaseProbe.asked, ports.modelProbe.asked]).toEqual([1, 1]);
    await checkHealth(ports);
    expect([ports.databaseProbe.asked, ports.modelProbe.asked]).toEqual([2, 2]);
  });

  test("is asked once by calls that come together", async () => {
    const ports = fakeHttpPorts();
    await Promise.all(Array.from({ length: 20 }, () => checkHealth(ports)));
    expect(ports.databaseProbe.asked).toBe(1);
  });

  test("is remembered when it failed, too", async () => {
    const ports = fakeHttpPorts();
    ports.databaseProbe.failing = true;
    await checkHealth(ports);
    ports.databaseProbe.failing = false;
    expect((await checkHealth(ports)).status).toBe("unhealthy");
    ports.clock.advance(tenMinutes);
    expect((await checkHealth(ports)).status).toBe("healthy");
  });
});

describe("calls that are made anyway", () => {
  test("tell health what it would have asked", async () => {
    const ports = fakeHttpPorts();
    ports.sightings.database.note("ok");
    ports.sightings.llm.note("unavailable");
    expect(await checkHealth(ports)).toMatchObject({ status: "degraded" });
    expect([ports.databaseProbe.asked, ports.modelProbe.asked]).toEqual([0, 0]);
  });

  test("correct what was seen before, at once", async () => {
    const ports = fakeHttpPorts();
    await checkHealth(ports);
    ports.sightings.database.note("unavailable");
    expect((await checkHealth(ports)).status).toBe("unhealthy");
    ports.sightings.database.note("ok");
    expect((await checkHealth(ports)).status).toBe("healthy");
  });

  test("count as asked, so that a busy instance never asks", async () => {
    const ports = fakeHttpPorts();
    for (let count = 0; count < 5; count++) {
      ports.sightings.database.note("ok");
      ports.clock.advance(tenMinutes - 1);
      await checkHealth(ports);
    }
    expect(ports.databaseProbe.asked).toBe(0);
  });
});
