import { startAws } from "./start-aws.ts";
import { survivor } from "./test-clients.ts";

// A cloud in a process of its own, to be killed.
const aws = await startAws({ ...survivor, dataDir: process.argv[2] ?? null });
console.log(aws.url);
