interface Metric {
  readonly help: string;
  /** Each has few values, known beforehand: never an id, a path or a text. */
  readonly labels: readonly string[];
}
interface Timing extends Metric {
  readonly bucketSeconds: readonly number[];
}

export const counters = {
  aimi_rate_limited_total: {
    help: "Requests refused because their tenant or key had reached its limit.",
    labels: [],
  },
  aimi_front_door_failures_total: {
    help: "Requests at which Redis did not answer in time, so that the instance went by what it remembered.",
    labels: [],
  },
  aimi_embedded_texts_total: { help: "Texts that the model gave vectors for.", labels: ["purpose"] },
  aimi_embedding_retries_total: { help: "Calls of the embedding model made again.", labels: ["purpose"] },
  aimi_model_breaker_opened_total: {
    help: "How often an instance stopped asking a model after failures in a row.",
    labels: ["purpose"],
  },
  aimi_model_breaker_refusals_total: {
    help: "Calls of a model that were not made, since it was known to be down.",
    labels: ["purpose"],
  },
  aimi_chat_tools_given_up_total: {
    help: "Instances that met a server or model of chat that takes no tools.",
    labels: ["purpose"],
  },
  aimi_chat_retries_total: {
    help: "Calls of a chat model made again, before a word of the answer was there.",
    labels: ["purpose"],
  },
  aimi_query_vector_cache_hits_total: { help: "Searches whose vector Redis knew.", labels: [] },
  aimi_query_vector_cache_misses_total: { help: "Searches whose vector Redis did not know.", labels: [] },
  aimi_searches_degraded_total: {
    help: "Searches by keyword alone, since the model did not answer.",
    labels: [],
  },
  aimi_queue_records_total: {
    help: "Records that workers took from a queue, by outcome: done, retry, dropped or unreadable.",
    labels: ["queue", "outcome"],
  },
  aimi_turns_total: {
    help: "Turns that ended, by outcome: done, cancelled, failed or abandoned.",
    labels: ["outcome"],
  },
  aimi_care_answers_total: {
    help: "Messages that signalled danger and were met with the tenant's answer.",
    labels: [],
  },
  aimi_learning_messages_total: {
    help: "Messages that were learnt from, flagged since they tried to plant something, or set aside since no answer was to be had for them, by outcome: learnt, flagged or set_aside.",
    labels: ["outcome"],
  },
  aimi_learning_facts_total: {
    help: "Facts by what became of them: add, reinforce, update, ignore, merged, or dropped by a check.",
    labels: ["outcome"],
  },
  aimi_learning_model_calls_total: {
    help: "Calls of the chat model to learn, by purpose; a purpose's repairs are among its calls.",
    labels: ["purpose"],
  },
  aimi_learning_tokens_total: {
    help: "Tokens that learning took, by kind: prompt or completion.",
    labels: ["kind"],
  },
  aimi_learning_failed_total: {
    help: "Learning jobs that are kept as failed ones, by reason: given_up, refused or unreadable.",
    labels: ["reason"],
  },
  aimi_outbox_resent_total: { help: "Jobs that the sweep sent again, by queue.", labels: ["queue"] },
  aimi_reminders_fired_total: {
    help: "Reminders and check-ins that came due, and how: told to a socket, pushed to a device, in the inbox alone, opened as a conversation, or skipped since the person wants quiet.",
    labels: ["outcome"],
  },
  aimi_websocket_connects_total: { help: "Sockets that asked to connect.", labels: ["outcome"] },
  aimi_websocket_frames_total: { help: "Frames sent to sockets.", labels: ["type", "outcome"] },
} as const satisfies Readonly<Record<string, Metric>>;

export const timings = {
  http_request_duration_seconds: {
    help: "Requests by route and status, and how long they took.",
    labels: ["method", "route", "status"],
    bucketSeconds: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  },
  aimi_embedding_request_duration_seconds: {
    help: "Calls of the embedding model, each a batch of texts, and how long they took.",
    labels: ["purpose", "outcome"],
    bucketSeconds: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20],
  },
  aimi_chat_request_duration_seconds: {
    help: "Calls of a chat model, and how long they took until their answer was whole or over.",
    labels: ["purpose", "outcome"],
    bucketSeconds: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300],
  },
  aimi_chat_first_part_seconds: {
    help: "From a call of a chat model until the first part of its answer.",
    labels: ["purpose"],
    bucketSeconds: [0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2.5, 5, 10, 20, 30],
  },
  aimi_queue_wait_seconds: {
    help: "How old records were when a worker took them, those taken again included.",
    labels: ["queue"],
    bucketSeconds: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 600, 3600],
  },
  aimi_embedding_lag_seconds: {
    help: "From the writing of an embedding job until its texts were findable by meaning.",
    labels: [],
    bucketSeconds: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 600, 3600],
  },
  aimi_reminder_lateness_seconds: {
    help: "From the instant at which a reminder was due until it was told.",
    labels: [],
    bucketSeconds: [0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 600, 3600, 86_400],
  },
} as const satisfies Readonly<Record<string, Timing>>;

/** What an instance said last. */
export const gauges = {
  aimi_model_breaker_open: {
    help: "1 while an instance that last told of it does not ask the model, and for a minute after.",
    labels: ["purpose"],
  },
  aimi_retention_last_run_timestamp_seconds: {
    help: "When retention last ended, in seconds since 1970.",
    labels: [],
  },
} as const satisfies Readonly<Record<string, Metric>>;

type LabelsIn<Metrics extends Readonly<Record<string, Metric>>, Name extends keyof Metrics> = Readonly<
  Record<Metrics[Name]["labels"][number], string>
>;

/** Counts what happens. It costs nothing: the numbers go along with a call that is made anyway. */
export interface Tally {
  add<Name extends keyof typeof counters>(
    name: Name,
    labels: LabelsIn<typeof counters, Name>,
    count?: number,
  ): void;
  observe<Name extends keyof typeof timings>(
    name: Name,
    labels: LabelsIn<typeof timings, Name>,
    durationMs: number,
  ): void;
  /** A whole number that replaces the one said before. */
  report<Name extends keyof typeof gauges>(
    name: Name,
    labels: LabelsIn<typeof gauges, Name>,
    value: number,
  ): void;
}
