import { CfnOutput, Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { apiAddress, apiHost } from "./api-address.ts";
import { Alarms } from "./constructs/alarms.ts";
import { Data } from "./constructs/data.ts";
import { Edge } from "./constructs/edge.ts";
import { HttpEntrance } from "./constructs/http-api.ts";
import { Migrations } from "./constructs/migrations.ts";
import { Queues } from "./constructs/queues.ts";
import { ReminderSchedules } from "./constructs/reminder-schedules.ts";
import { Schedules } from "./constructs/schedules.ts";
import { ServiceFunctions } from "./constructs/service-functions.ts";
import { StreamEntrance } from "./constructs/stream-url.ts";
import { WebSocketEntrance } from "./constructs/websocket-api.ts";
import type { CodeFor } from "./function-code.ts";
import type { SecretVersions } from "./read-secret-versions.ts";
import type { Stage } from "./stages.ts";
import { type QueueName, queues as queueSpecs } from "./topology.ts";

const queueNames = Object.keys(queueSpecs) as QueueName[];

export interface AimiStackProps {
  readonly stage: Stage;
  readonly version: string;
  /** Left out where they are not known. Functions and edge keep what they read, if the last deployment left them out, too. */
  readonly secretVersions?: SecretVersions | undefined;
  readonly authMode: "dev" | "strict";
  readonly codeFor: CodeFor;
  /** Where the emulator answers, for a stage that runs on one. */
  readonly emulatorUrl?: string | undefined;
}

/** Everything of one stage, and what each function may do with it. */
export class AimiStack extends Stack {
  private readonly props: AimiStackProps;

  constructor(scope: Construct, id: string, props: AimiStackProps) {
    super(scope, id);
    this.props = props;
    const { stage, version, secretVersions, codeFor, authMode } = props;
    if (authMode === "dev" && !stage.emulated) {
      throw new Error(
        `The stage ${stage.name} refuses development's authentication: only local may have it.`,
      );
    }

    const functions = this.createFunctions();
    const { http, stream, websocket, "ws-authorizer": authorizer, migrate, ...workers } = functions;

    const queues = new Queues(this, "Queues", stage);
    const { "learning-jobs": learning, "session-jobs": sessions, "outbox-sweep": sweep, reminders } = workers;
    for (const fn of [http, stream, workers["chat-turn"], sessions, sweep]) {
      queues.allowSending(fn, "memory-jobs");
      queues.allowSending(fn, "learning-jobs");
    }
    for (const fn of [learning, workers["memory-jobs"]]) queues.allowSending(fn, "memory-jobs");
    for (const fn of [http, stream, websocket, reminders]) queues.allowSending(fn, "chat-turns");
    for (const fn of [http, stream, workers["chat-turn"], sessions, sweep])
      queues.allowSending(fn, "session-jobs");
    for (const fn of [http, stream, websocket, workers["chat-turn"], sweep, reminders])
      queues.allowSending(fn, "reminders");
    for (const name of queueNames) queues.allowRedriving(http, name);
    queues.consumeWith(workers["chat-turn"], "chat-turns");
    queues.consumeDeadLettersWith(workers["lost-turns"], "chat-turns");
    queues.consumeWith(workers["session-jobs"], "session-jobs");
    queues.consumeWith(workers["memory-jobs"], "memory-jobs");
    queues.consumeDeadLettersWith(workers["dead-letters"], "memory-jobs");
    queues.consumeWith(workers["learning-jobs"], "learning-jobs");
    queues.consumeDeadLettersWith(workers["dead-letters"], "learning-jobs");
    queues.consumeWith(reminders, "reminders");
    for (const fn of [http, stream, workers.retention, workers["retention-jobs"]])
      queues.allowSending(fn, "retention-jobs");
    queues.consumeWith(workers["retention-jobs"], "retention-jobs");
    queues.allowSending(http, "migrations");
    queues.consumeWith(migrate, "migrations");
    for (const fn of [http, stream]) {
      for (const name of queueNames) queues.allowWatching(fn, name);
    }

    const data = new Data(this, "Data", stage);
    data.allow(websocket, "connections", ["GetItem", "PutItem", "UpdateItem", "DeleteItem"]);
    data.allowQuery(websocket, "by-user");
    data.allow(workers.retention, "connections", ["Scan", "BatchWriteItem"]);
    // Whoever lets the coach open a conversation notes who hears it.
    data.allow(reminders, "connections", ["UpdateItem"]);
    data.allow(authorizer, "tickets", ["DeleteItem"]);
    for (const fn of [http, stream]) {
      data.allow(fn, "tickets", ["PutItem"]);
    }
    /** Whoever shuts a person out ends their sockets. */
    const closers = [http, stream, workers["memory-jobs"]];
    const tellers = [workers["chat-turn"], workers["lost-turns"], sessions, reminders];
    const speakers = [...closers, ...tellers];
    for (const fn of speakers) {
      data.allow(fn, "connections", ["DeleteItem"]);
      data.allowQuery(fn, "by-user");
    }
    // And whoever revokes a key those that it opened.
    for (const fn of [http, stream]) data.allowQuery(fn, "by-key");

    const schedules = new Schedules(this, "Schedules", { stage, functions });
    const reminderSchedules = new ReminderSchedules(this, "ReminderSchedules", {
      stage,
      queue: queues.byName.reminders.queue,
      deadLetters: schedules.deadLetters,
    });
    reminderSchedules.allowMaking(reminders);
    reminderSchedules.allowRemoving(workers["memory-jobs"]);
    const httpApi = new HttpEntrance(this, "Http", stage, http);
    const streamUrl = new StreamEntrance(this, "Stream", stream);
    const websocketApi = new WebSocketEntrance(this, "WebSocket", { stage, handler: websocket, authorizer });
    for (const fn of [websocket, ...closers]) websocketApi.allowManagement(fn, "POST", "DELETE");
    for (const fn of tellers) websocketApi.allowManagement(fn, "POST");
    for (const fn of [websocket, ...speakers])
      fn.lambda.addEnvironment("AIMI_CONNECTIONS_URL", this.addressOf(websocketApi));

    // Last, so that whatever was attached to a function before waits for the migrations too.
    new Migrations(this, "Migrations", {
      stage,
      version,
      migrate,
      fingerprint: codeFor("migrate").fingerprint,
      before: [http, stream, websocket, authorizer, ...Object.values(workers)],
    });

    this.output("HttpUrl", this.addressOf(httpApi));
    this.output("WebSocketUrl", this.addressOf(websocketApi).replace(/^http/, "ws"));
    this.output("StreamUrl", streamUrl.url);
    if (stage.emulated) return;

    const edge = new Edge(this, "Edge", {
      stage,
      secretVersion: secretVersions?.app,
      httpHost: apiHost(this, httpApi.apiId),
      streamHost: streamUrl.host,
      websocketHost: apiHost(this, websocketApi.apiId),
      websocketStage: websocketApi.stageName,
    });
    this.output("Url", edge.url);
    const { topic } = new Alarms(this, "Alarms", { stage, functions, httpApi, queues, schedules });
    this.output("AlarmTopic", topic.topicArn);
  }

  private createFunctions() {
    const { stage, version, secretVersions, authMode, codeFor } = this.props;
    const environment = {
      AIMI_STAGE: stage.name,
      AIMI_VERSION: version,
      AIMI_AUTH_MODE: authMode,
      AIMI_LOG_LEVEL: stage.logLevel,
    };
    return new ServiceFunctions(this, "Functions", { stage, codeFor, secretVersions, environment }).byName;
  }

  private addressOf({ apiId, stageName }: { apiId: string; stageName: string }): string {
    return apiAddress(this, { apiId, stageName, emulatorUrl: this.props.emulatorUrl });
  }

  private output(name: string, value: string): void {
    new CfnOutput(this, name, { value });
  }
}
