import { startTestCloud } from "../test-cloud.ts";

export interface CloudToCrash {
  readonly url: string;
  readonly environment: Readonly<Record<string, string>>;
}

// A cloud in a process of its own, to be killed: what is written there is never sent.
const [dataDir = "", database = "", bundlesDir = ""] = process.argv.slice(2);
const cloud = await startTestCloud({ dataDir, database, bundlesDir });
cloud.aws.disturb("AmazonSQS.SendMessageBatch", "hold");
process.send?.({ url: cloud.url, environment: cloud.environment } satisfies CloudToCrash);
