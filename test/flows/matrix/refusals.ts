import type { Row } from "#test/access/matrix.ts";
import type { Cast, Headers } from "./cast.ts";

/** A request that a row forbids: what changes about a good one, and what must come of it. */
export interface Refusal {
  readonly what: string;
  readonly status: 400 | 401 | 403 | 404;
  headers(cast: Cast): Headers;
  query?(cast: Cast): Readonly<Record<string, string>>;
}

const unauthenticated: readonly Omit<Refusal, "status">[] = [
  { what: "no credentials", headers: () => ({}) },
  { what: "a user alone", headers: () => ({ "x-user-id": "anna" }) },
  { what: "an empty key", headers: () => ({ "x-api-key": "" }) },
  { what: "a key that is none", headers: () => ({ "x-api-key": "aimi_local_unknown_key" }) },
  { what: "the operator's key, mistyped", headers: slipOfOperator },
  { what: "a token for a key", headers: ({ anna }) => ({ "x-api-key": anna.authorization!.slice(7) }) },
  { what: "a token that is none", headers: () => ({ authorization: "Bearer x" }) },
  { what: "an empty token", headers: () => ({ authorization: "Bearer " }) },
  { what: "credentials of another kind", headers: () => ({ authorization: "Basic YTpi" }) },
  { what: "a token that has expired", headers: ({ expired }) => expired },
  { what: "a token of another signer", headers: ({ forged }) => forged },
  { what: "a token without a signature", headers: ({ unsigned }) => unsigned },
  { what: "a token whose user was changed", headers: ({ tampered }) => tampered },
  { what: "a key that was revoked", headers: ({ revokedKey }) => revokedKey },
  { what: "a token whose sign-in was revoked", headers: ({ signedOut }) => signedOut },
];

const keyForToken: Omit<Refusal, "status"> = {
  what: "a key for a token",
  headers: ({ keyWith }) => toBearer(keyWith.chat),
};
const badBearers: readonly Omit<Refusal, "status">[] = [
  { what: "a key that is none, as a bearer", headers: () => toBearer({ "x-api-key": "aimi_local_unknown" }) },
  { what: "the operator's key, mistyped, as a bearer", headers: (cast) => toBearer(slipOfOperator(cast)) },
  { what: "a key that was revoked, as a bearer", headers: ({ revokedKey }) => toBearer(revokedKey) },
  {
    what: "a good key as a bearer beside a bad one",
    headers: ({ keyWith, revokedKey }) => ({ ...toBearer(keyWith.chat), ...revokedKey }),
  },
];

/** Every way in which the row says no. */
export function refusalsOf({ may, person, whose, keyAsBearer }: Row): readonly Refusal[] {
  if (may === "open" || may === "dev") return [];
  const key = (cast: Cast, more: Headers = {}): Headers => ({ ...cast.keyWith[may], ...more });
  const forbidden = [
    { what: "a key with every scope but this", headers: (cast: Cast) => as("anna", cast.keyWithout[may]) },
    ...(keyAsBearer
      ? [
          {
            what: "a key with every scope but this, as a bearer",
            headers: (cast: Cast) => as("anna", toBearer(cast.keyWithout[may])),
          },
        ]
      : []),
    { what: "a user who is disabled", headers: ({ dora }: Cast) => dora },
    { what: "a key that acts for a user who is disabled", headers: (cast: Cast) => as("dora", key(cast)) },
    {
      what: "a user who names another",
      headers: ({ anna }: Cast) => anna,
      query: () => ({ user_id: "ben" }),
    },
    { what: "a user who names another in a header", headers: ({ anna }: Cast) => as("ben", anna) },
    {
      what: "a user who names another tenant",
      headers: ({ anna }: Cast) => anna,
      query: ({ abroad }: Cast) => ({ tenant_id: abroad }),
    },
    {
      what: "a key that acts for two users",
      headers: (cast: Cast) => as("anna", key(cast)),
      query: () => ({ user_id: "ben" }),
    },
    ...(may === "admin" || may === "operator"
      ? [{ what: "a person: no token has this scope", headers: ({ anna }: Cast) => anna }]
      : []),
    // An operator may name every tenant.
    ...(may === "operator"
      ? []
      : [
          {
            what: "a key that names another tenant",
            headers: (cast: Cast) => as("anna", key(cast)),
            query: ({ abroad }: Cast) => ({ tenant_id: abroad }),
          },
        ]),
  ].map((refusal) => ({ status: 403 as const, ...refusal }));
  return [
    ...[...unauthenticated, ...(keyAsBearer ? badBearers : [keyForToken])].map((refusal) => ({
      status: 401 as const,
      ...refusal,
    })),
    ...forbidden,
    ...(person ? [{ what: "a key that names no user", status: 400 as const, headers: key }] : []),
    ...notFound({ may, person, whose }),
  ];
}

/** What is somebody else's is not there. */
function notFound({
  may,
  person,
  whose,
}: Pick<Row, "may"> & { person: true | undefined; whose: Row["whose"] | undefined }): Refusal[] {
  if (!whose) return [];
  const abroad = { what: "a key of another tenant, for what is not its own", status: 404 as const };
  const others: Refusal[] = [
    { ...abroad, headers: ({ stranger }) => (person ? as("anna", stranger) : stranger) },
  ];
  if (whose === "user" && may !== "admin") {
    others.push(
      { what: "another user", status: 404, headers: ({ ben }) => ben },
      {
        what: "a user of the same name in another tenant",
        status: 404,
        headers: ({ annaAbroad }) => annaAbroad,
      },
      {
        what: "a key that acts for another user",
        status: 404,
        headers: (cast) => as("ben", cast.keyWith[may as "chat"]),
      },
    );
  }
  return others;
}

function as(userId: string, headers: Headers): Headers {
  return { ...headers, "x-user-id": userId };
}

export function toBearer(headers: Headers): Headers {
  return { authorization: `Bearer ${headers["x-api-key"]}` };
}

function slipOfOperator({ asOperator }: Cast): Headers {
  return { "x-api-key": `${asOperator["x-api-key"]}x` };
}
