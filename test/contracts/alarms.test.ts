import { GetScheduleCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { uuidv7 } from "uuidv7";
import { describe, expect, inject, test } from "vitest";
import { awsClientOptions } from "#shared/adapters/aws/client-options.ts";
import { eventbridgeAlarms } from "#shared/adapters/scheduler/eventbridge-alarms.ts";
import { scheduleName } from "#shared/adapters/scheduler/schedule-name.ts";
import type { Alarms, Moment } from "#shared/ports/occurrences.ts";
import { fakeAlarms } from "#test/fakes/fake-alarms.ts";

interface AlarmSubject {
  readonly alarms: Alarms;
  stands(moment: Moment): Promise<boolean>;
}

function describeAlarms(name: string, make: () => AlarmSubject): void {
  const buildMoment = (): Moment => ({ reminderId: uuidv7(), at: Date.now() + 3_600_000 });

  describe(`alarms in ${name}`, () => {
    test("one that is set stands until it is removed", async () => {
      const { alarms, stands } = make();
      const moment = buildMoment();
      await alarms.set("acme", moment, "r1");
      expect(await stands(moment)).toBe(true);
      await alarms.remove(moment);
      expect(await stands(moment)).toBe(false);
    });

    test("set twice it stands once, removed twice it is gone", async () => {
      const { alarms, stands } = make();
      const moment = buildMoment();
      await alarms.set("acme", moment, "r1");
      await alarms.set("acme", moment, "r2");
      await alarms.remove(moment);
      expect(await stands(moment)).toBe(false);
      await alarms.remove(moment);
    });

    test("other times of the same reminder, and other reminders at that time, stay", async () => {
      const { alarms, stands } = make();
      const moment = buildMoment();
      const later = { ...moment, at: moment.at + 1 };
      const other = { ...moment, reminderId: uuidv7() };
      for (const each of [moment, later, other]) await alarms.set("acme", each, "r1");
      await alarms.remove(moment);
      expect([await stands(moment), await stands(later), await stands(other)]).toEqual([false, true, true]);
    });
  });
}

describeAlarms("the fake", () => {
  const alarms = fakeAlarms();
  const isSame = (a: Moment, b: Moment) => a.reminderId === b.reminderId && a.at === b.at;
  return { alarms, stands: async (moment) => alarms.standing.some((each) => isSame(each, moment)) };
});

describeAlarms("EventBridge Scheduler", () => {
  const { environment } = inject("cloud");
  const client = new SchedulerClient({
    ...awsClientOptions,
    endpoint: environment.AWS_ENDPOINT_URL!,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const group = environment.AIMI_SCHEDULE_GROUP!;
  const alarms = eventbridgeAlarms(client, {
    group,
    queueArn: environment.AIMI_REMINDERS_QUEUE_ARN!,
    deadLettersArn: environment.AIMI_SCHEDULE_DLQ_ARN!,
    roleArn: environment.AIMI_SCHEDULE_ROLE_ARN!,
  });
  const stands = async (moment: Moment) => {
    const find = new GetScheduleCommand({ GroupName: group, Name: scheduleName(moment) });
    const found = await client.send(find).catch(({ name }: Error) => name);
    expect(found === "ResourceNotFoundException" || typeof found === "object").toBe(true);
    return typeof found === "object";
  };
  return { alarms, stands };
});
