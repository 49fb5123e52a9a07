import { AwsError } from "../aws-errors.ts";
import type { Records } from "../record-log.ts";
import type { Fields } from "../service.ts";
import { checkName, invalid } from "./check-schedule.ts";
import { groupArn } from "./schedule.ts";

export interface Group {
  readonly name: string;
  readonly token?: string;
  readonly createdMs: number;
}

export function makeGroups(records: Records<Group>, now: () => number) {
  if (!records.byKey.has("default")) records.set("default", { name: "default", createdMs: now() });
  const get = (name: string): Group => {
    const group = records.byKey.get(name);
    if (group) return group;
    throw new AwsError("ResourceNotFoundException", `Schedule group ${name} does not exist.`, 404);
  };
  return {
    get,
    create(input: Fields): object {
      const name = checkName(input.Name, "name");
      const token = typeof input.ClientToken === "string" ? input.ClientToken : undefined;
      const existing = records.byKey.get(name);
      if (existing && (token === undefined || existing.token !== token)) {
        throw new AwsError("ConflictException", `Schedule group ${name} already exists.`, 409);
      }
      if (!existing) records.set(name, { name, createdMs: now(), ...(token !== undefined && { token }) });
      return { ScheduleGroupArn: groupArn(name) };
    },
    describe: (input: Fields) => describe(get(String(input.Name))),
    list(input: Fields): object {
      const prefix = String(input.NamePrefix ?? "");
      const groups = [...records.byKey.values()].filter((group) => group.name.startsWith(prefix));
      return { ScheduleGroups: groups.map(describe) };
    },
    remove(name: string): void {
      get(name);
      if (name === "default") throw invalid("Default schedule group cannot be deleted.");
      records.delete(name);
    },
  };
}

const describe = ({ name, createdMs }: Group) => ({
  Arn: groupArn(name),
  Name: name,
  State: "ACTIVE",
  CreationDate: createdMs / 1000,
  LastModificationDate: createdMs / 1000,
});
