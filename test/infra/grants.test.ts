import { expect, it } from "vitest";
import { type FunctionName, functionNames } from "#infra/topology.ts";
import {
  functionOf,
  grantsOf,
  grantsOfRole,
  ofType,
  type Resource,
  readable,
  type Statement,
} from "./read-template.ts";
import { synthesize } from "./synthesize.ts";

const template = synthesize("prod");
const secrets = "arn:AWS::Partition:secretsmanager:AWS::Region:AWS::AccountId:secret:";
const connections = (method: string) =>
  expect.stringMatching(
    new RegExp(
      `^execute-api:ManageConnections on arn:.*:aimi-prod-websocket/prod/${method}/@connections/\\*$`,
    ),
  );

const everyFunction = (name: FunctionName, secret: string) => [
  `logs:CreateLogStream on /aimi/prod/${name}`,
  `logs:PutLogEvents on /aimi/prod/${name}`,
  "xray:PutTelemetryRecords on *",
  "xray:PutTraceSegments on *",
  `secretsmanager:GetSecretValue on ${secrets}${secret}-??????`,
];

/** To which both doors send. */
const queues = [
  ["memory-jobs", ""],
  ["retention-jobs", ""],
  ["session-jobs", ""],
  ["learning-jobs", ".fifo"],
  ["reminders", ""],
  ["chat-turns", ".fifo"],
] as const;
const sendAndWatch = queues.flatMap(([queue, ending]) => [
  `sqs:SendMessage on aimi-prod-${queue}${ending}`,
  `sqs:GetQueueAttributes on aimi-prod-${queue}${ending}`,
  `sqs:GetQueueAttributes on aimi-prod-${queue}-dlq${ending}`,
]);
const watchMigrations = [
  "sqs:GetQueueAttributes on aimi-prod-migrations",
  "sqs:GetQueueAttributes on aimi-prod-migrations-dlq",
];
const consumeDead = (queue: string) =>
  ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"].map(
    (action) => `sqs:${action} on aimi-prod-${queue}`,
  );
const consume = (queue: string) => [
  `sqs:ChangeMessageVisibility on aimi-prod-${queue}`,
  ...consumeDead(queue),
];

/** Speaking to sockets, and forgetting those that are gone. */
const speak = [
  "dynamodb:DeleteItem on aimi-prod-connections",
  "dynamodb:Query on aimi-prod-connections/index/by-user",
  connections("POST"),
];
/** Ending sockets from outside. */
const endConnections = [...speak, connections("DELETE")];
const findByKey = "dynamodb:Query on aimi-prod-connections/index/by-key";
const reminderSchedules = (operation: string) =>
  `scheduler:${operation} on arn:AWS::Partition:scheduler:AWS::Region:AWS::AccountId:schedule/aimi-prod-reminders/*`;
const giveTickets = "dynamodb:PutItem on aimi-prod-tickets";

const own: Record<FunctionName, unknown[]> = {
  http: [
    ...sendAndWatch,
    giveTickets,
    ...endConnections,
    findByKey,
    "sqs:SendMessage on aimi-prod-migrations",
    ...watchMigrations,
    ...[...queues, ["migrations", ""] as const].flatMap(([queue, ending]) =>
      ["StartMessageMoveTask", "ListMessageMoveTasks", "ReceiveMessage", "DeleteMessage"].map(
        (action) => `sqs:${action} on aimi-prod-${queue}-dlq${ending}`,
      ),
    ),
  ],
  stream: [...sendAndWatch, ...watchMigrations, giveTickets, ...endConnections, findByKey],
  websocket: [
    ...["GetItem", "PutItem", "UpdateItem", "DeleteItem"].map(
      (action) => `dynamodb:${action} on aimi-prod-connections`,
    ),
    "dynamodb:Query on aimi-prod-connections/index/by-user",
    ...["POST", "DELETE"].map(connections),
    "sqs:SendMessage on aimi-prod-chat-turns.fifo",
    "sqs:SendMessage on aimi-prod-reminders",
  ],
  "chat-turn": [
    ...consume("chat-turns.fifo"),
    "sqs:SendMessage on aimi-prod-memory-jobs",
    "sqs:SendMessage on aimi-prod-session-jobs",
    "sqs:SendMessage on aimi-prod-learning-jobs.fifo",
    "sqs:SendMessage on aimi-prod-reminders",
    ...speak,
  ],
  "lost-turns": [...consumeDead("chat-turns-dlq.fifo"), ...speak],
  "session-jobs": [
    ...consume("session-jobs"),
    "sqs:SendMessage on aimi-prod-memory-jobs",
    "sqs:SendMessage on aimi-prod-session-jobs",
    ...speak,
    "sqs:SendMessage on aimi-prod-learning-jobs.fifo",
  ],
  "learning-jobs": [...consume("learning-jobs.fifo"), "sqs:SendMessage on aimi-prod-memory-jobs"],
  reminders: [
    ...consume("reminders"),
    "sqs:SendMessage on aimi-prod-reminders",
    "sqs:SendMessage on aimi-prod-chat-turns.fifo",
    "dynamodb:UpdateItem on aimi-prod-connections",
    ...speak,
    ...["CreateSchedule", "DeleteSchedule"].map(reminderSchedules),
    expect.stringMatching(/^iam:PassRole on ReminderSchedulesRole/),
  ],
  "ws-authorizer": ["dynamodb:DeleteItem on aimi-prod-tickets"],
  "memory-jobs": [
    "sqs:SendMessage on aimi-prod-memory-jobs",
    ...consume("memory-jobs"),
    ...endConnections,
    reminderSchedules("DeleteSchedule"),
  ],
  "dead-letters": [...consumeDead("memory-jobs-dlq"), ...consumeDead("learning-jobs-dlq.fifo")],
  "outbox-sweep": ["memory-jobs", "session-jobs", "learning-jobs.fifo", "reminders"].map(
    (queue) => `sqs:SendMessage on aimi-prod-${queue}`,
  ),
  retention: [
    "sqs:SendMessage on aimi-prod-retention-jobs",
    ...["Scan", "BatchWriteItem"].map((action) => `dynamodb:${action} on aimi-prod-connections`),
  ],
  "retention-jobs": [...consume("retention-jobs"), "sqs:SendMessage on aimi-prod-retention-jobs"],
  migrate: consume("migrations"),
};

it.each(Object.keys(own) as FunctionName[])("allows %s what it uses and nothing more", (name) => {
  const secret = name === "migrate" ? "aimi/prod/owner" : "aimi/prod";
  const expected = [...everyFunction(name, secret), ...own[name]];
  const grants = grantsOf(template, functionOf(template, "prod", name)[1]);
  expect(grants).toEqual(expect.arrayContaining(expected));
  expect(grants).toHaveLength(expected.length);
});

it("lets nobody but migrate read the owner's secret", () => {
  const readers = ofType(template, "AWS::IAM::Policy").filter(([, policy]) =>
    JSON.stringify(policy).includes("aimi/prod/owner"),
  );
  expect(readers.map(([id]) => id)).toEqual([expect.stringMatching(/^Functionsmigrate/)]);
});

it("lets nobody but http ask for migrations, and nobody but migrate take what was asked", () => {
  const may = (action: string) =>
    functionNames.filter((name) =>
      grantsOf(template, functionOf(template, "prod", name)[1]).includes(`${action} on aimi-prod-migrations`),
    );
  expect(may("sqs:SendMessage")).toEqual(["http"]);
  expect(may("sqs:ReceiveMessage")).toEqual(["migrate"]);
});

it("lets a schedule invoke its function and report to its dead-letter queue", () => {
  for (const [, schedule] of ofType(template, "AWS::Scheduler::Schedule")) {
    const { Arn } = schedule.Properties.Target as { Arn: unknown };
    expect(grantsOf(template, schedule)).toEqual([
      `lambda:InvokeFunction on ${readable(template, Arn)}`,
      "sqs:SendMessage on aimi-prod-schedules-dlq",
    ]);
  }
});

it("lets a reminder's schedule send to its queue and to its dead letters, and do nothing else", () => {
  const [id, role] = roleOfReminders();
  expect(grantsOfRole(template, id)).toEqual([
    "sqs:SendMessage on aimi-prod-reminders",
    "sqs:SendMessage on aimi-prod-schedules-dlq",
  ]);
  expect(role.Properties.AssumeRolePolicyDocument).toMatchObject({
    Statement: [
      {
        Action: "sts:AssumeRole",
        Effect: "Allow",
        Principal: { Service: "scheduler.amazonaws.com" },
        Condition: { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } },
      },
    ],
  });
  const { Statement } = role.Properties.AssumeRolePolicyDocument as unknown as {
    Statement: { Condition: { StringEquals: Record<string, unknown> } }[];
  };
  expect(readable(template, Statement[0]!.Condition.StringEquals["aws:SourceArn"])).toBe(
    "arn:AWS::Partition:scheduler:AWS::Region:AWS::AccountId:schedule-group/aimi-prod-reminders",
  );
});

it("lets one function pass that role, to Scheduler alone, and nobody pass another", () => {
  const passing = ofType(template, "AWS::IAM::Policy").flatMap(([, { Properties }]) => {
    const { Statement } = Properties.PolicyDocument as { Statement: Statement[] };
    const passes = Statement.filter(({ Action }) => [Action].flat().includes("iam:PassRole"));
    return passes.map((statement) => ({ statement, roles: Properties.Roles as { Ref: string }[] }));
  });
  const [id] = roleOfReminders();
  expect(passing).toEqual([
    {
      statement: {
        Action: "iam:PassRole",
        Effect: "Allow",
        Resource: { "Fn::GetAtt": [id, "Arn"] },
        Condition: { StringEquals: { "iam:PassedToService": "scheduler.amazonaws.com" } },
      },
      roles: [{ Ref: expect.stringMatching(/^Functionsreminders/) }],
    },
  ]);
});

it("keeps the schedules of each stage's reminders in a group of their own", () => {
  for (const stage of ["dev", "prod"]) {
    const groups = ofType(synthesize(stage), "AWS::Scheduler::ScheduleGroup");
    expect(groups.map(([, { Properties }]) => Properties.Name)).toEqual([`aimi-${stage}-reminders`]);
  }
});

function roleOfReminders(): [string, Resource] {
  const [found, ...more] = ofType(template, "AWS::IAM::Role").filter(([id]) =>
    id.startsWith("ReminderSchedulesRole"),
  );
  expect(more).toEqual([]);
  return found!;
}

it("names every action in full and attaches no managed policy", () => {
  const policies = ofType(template, "AWS::IAM::Policy");
  expect(policies.length).toBeGreaterThan(0);
  for (const [, { Properties }] of policies) {
    const { Statement } = Properties.PolicyDocument as { Statement: Statement[] };
    expect(Statement.flatMap(({ Action }) => Action).filter((action) => action.includes("*"))).toEqual([]);
  }
  for (const [, { Properties }] of ofType(template, "AWS::IAM::Role")) {
    expect(Properties).not.toHaveProperty("ManagedPolicyArns");
  }
});
