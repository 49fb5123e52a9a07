import type { composeWsAuthorizer } from "#shared/runtime/compose/ws-authorizer.ts";

/** What API Gateway asks before a socket opens. */
export interface AuthorizerEvent {
  readonly methodArn: string;
  readonly headers?: Readonly<Record<string, string>> | null;
  readonly queryStringParameters?: Readonly<Record<string, string>> | null;
  readonly requestContext: { readonly requestId: string; readonly connectionId: string };
}

/** What comes with every later event of the socket: API Gateway makes text of each value. */
export interface AuthorizerContext {
  readonly tenant_id: string;
  readonly user_id: string;
  readonly caller_id: string;
  readonly may_provision?: "true";
  readonly sign_in_id?: string;
  /** When the token behind it was made, in milliseconds. */
  readonly token_issued_at?: string;
  /** When the token behind it expires, in milliseconds. */
  readonly token_expires_at?: string;
  /** The key that opened it. */
  readonly key_id?: string;
  readonly key_hash?: string;
  /** What its tenant is limited to, where that is known. */
  readonly tenant_rate_per_minute?: string;
}

export interface AuthorizerAnswer {
  readonly principalId: string;
  readonly policyDocument: {
    readonly Version: "2012-10-17";
    readonly Statement: readonly {
      readonly Action: "execute-api:Invoke";
      readonly Effect: "Allow" | "Deny";
      readonly Resource: string;
    }[];
  };
  readonly context?: AuthorizerContext;
}

export type Composed = Awaited<ReturnType<typeof composeWsAuthorizer>>;
