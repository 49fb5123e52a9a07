import "#shared/runtime/begin-secret.ts";
import { handle } from "hono/aws-lambda";
import { composeHttp } from "#shared/runtime/compose/http.ts";
import { createApp } from "./app.ts";

export const handler = handle(createApp(await composeHttp()));
