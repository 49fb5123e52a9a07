import { NotFound } from "../../errors.ts";
import type { PushDevices } from "../../ports/push-devices.ts";
import type { Person } from "../access/person-of.ts";

export async function removeDevice(
  ports: { readonly pushDevices: PushDevices },
  { person, id }: { person: Person; id: string },
): Promise<void> {
  if (!(await ports.pushDevices.remove(person, id))) throw new NotFound("device");
}
