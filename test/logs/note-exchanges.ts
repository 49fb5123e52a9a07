import { inject } from "vitest";
import { watchExchanges } from "../flows/call.ts";
import { noteSecrets, secretsIn } from "./known-secrets.ts";

const folder = inject("logsDir");

watchExchanges((exchange) => {
  const { secrets, spoken } = secretsIn(exchange);
  noteSecrets(folder, "secrets", secrets);
  noteSecrets(folder, "spoken", spoken);
});
