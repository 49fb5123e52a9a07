import { expect, test } from "vitest";
import { buildPerson } from "#test/builders/build-person.ts";
import { fakeHttpPorts } from "#test/fakes/fake-http-ports.ts";
import { Unauthenticated } from "../../errors.ts";
import { registerDevice } from "./register-device.ts";

test("a device is registered by no sign-in that has ended", async () => {
  const ports = fakeHttpPorts();
  const draft = { platform: "apns", environment: "production", name: null, token: "00ff" } as const;
  const register = (signInId: string) =>
    registerDevice(ports, { person: buildPerson(), ...draft, signInId, idempotency: null });
  expect(await register("s1")).toMatchObject({ platform: "apns" });
  ports.people.endedSignIns.add("s1");
  await expect(register("s1")).rejects.toThrow(Unauthenticated);
});
