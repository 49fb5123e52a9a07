import type { IncomingHttpHeaders } from "node:http2";
import { type ApnsAnswer, type ApnsReason, refuse } from "./apns-answer.ts";
import { checkProvider, type ProviderRules, type SeenToken } from "./check-provider.ts";
import { checkPush } from "./check-push.ts";

export type ToldAnswer =
  | "accept"
  | ApnsReason
  | { readonly reason: ApnsReason; readonly timestamp?: number; readonly retryAfter?: number };

export interface ArrivedPush {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly seen: SeenToken;
}

/** What is wrong with a push comes first; then whatever the stand-in was told to say. */
export async function answerPush(
  { headers, body, seen }: ArrivedPush,
  told: ToldAnswer,
  rules: ProviderRules & { readonly topic: string },
): Promise<ApnsAnswer> {
  const against = await checkProvider(headers.authorization, seen, rules);
  const wrong = against ?? checkPush(headers, body, rules.topic);
  if (wrong !== undefined) return refuse(wrong);
  if (told === "accept") return { status: 200, body: "", headers: {} };
  if (typeof told === "object") return refuse(told.reason, told);
  return refuse(told, told === "Unregistered" ? { timestamp: rules.now() } : {});
}
