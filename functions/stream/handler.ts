import "#shared/runtime/begin-secret.ts";
import { streamHandle } from "hono/aws-lambda";
import { composeHttp } from "#shared/runtime/compose/http.ts";
import { createApp } from "../http/app.ts";

/** The same routes over a function URL, whose answers may stream. */
export const handler = streamHandle(createApp(await composeHttp()));
