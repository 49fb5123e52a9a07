import { expect, test } from "vitest";
import { addressFor, type Caller, callerHeaders } from "./caller.ts";

const socket = new URL("ws://127.0.0.1:8000/ws/chat");

test.each<{ caller: Caller; headers: object; query: string }>([
  { caller: {}, headers: {}, query: "?user_id=dev-user" },
  { caller: { user: "ann", tenant: "acme" }, headers: {}, query: "?user_id=ann&tenant_id=acme" },
  { caller: { token: "t" }, headers: { authorization: "Bearer t" }, query: "" },
  { caller: { key: "k", user: "ann" }, headers: { "x-api-key": "k", "x-user-id": "ann" }, query: "" },
  {
    caller: { key: "k", user: "ann", tenant: "acme" },
    headers: { "x-api-key": "k", "x-user-id": "ann" },
    query: "?tenant_id=acme",
  },
])("$caller is said as $headers and $query", ({ caller, headers, query }) => {
  expect(callerHeaders(caller)).toEqual(headers);
  expect(addressFor(caller, socket).search).toBe(query);
});
