import type * as z from "zod";
import { personOf } from "#shared/domain/access/person-of.ts";
import { changeUserState, type GivenParts } from "#shared/domain/users/change-user-state.ts";
import { type StateLine, stateParts, type UserState } from "#shared/ports/user-states.ts";
import { changeUserStateContract, getUserStateContract } from "#shared/wire/http/user-state.ts";
import { type Answer, type Route, route } from "../route.ts";
import { toInstant } from "./memory-shapes.ts";
import { toNamed } from "./named.ts";
import { toVersion } from "./to-version.ts";
import { versionTag } from "./version-tag.ts";

const getUserStateRoute = route(getUserStateContract, async ({ caller, query, ports }) => {
  const person = personOf(caller, toNamed(query));
  return toAnswer(await ports.userStates.read(person), person.tenantId);
});

const changeUserStateRoute = route(changeUserStateContract, async (call) => {
  const person = personOf(call.caller, toNamed(call.query), toNamed(call.body));
  const change = { person, parts: toParts(call.body), version: toVersion(call.ifMatch) };
  return toAnswer(await changeUserState(call.ports, change), person.tenantId);
});

export const routes: readonly Route[] = [getUserStateRoute, changeUserStateRoute];

type Body = z.output<NonNullable<typeof changeUserStateContract.body>>;

function toParts(body: Body): GivenParts {
  const given = stateParts.flatMap((part) => {
    const lines = body[part];
    return lines === undefined ? [] : [[part, lines.map(toGiven)] as const];
  });
  return Object.fromEntries(given);
}

function toGiven(line: NonNullable<Body["profile"]>[number]) {
  if (typeof line === "string") return { content: line, type: null };
  return { content: line.text, type: line.type ?? null };
}

function toAnswer(state: UserState, tenantId: string): Answer {
  const parts = stateParts.map((part) => [
    part,
    state.lines.filter((line) => line.part === part).map(toResponse),
  ]);
  return {
    status: 200,
    body: { version: state.version, updated_at: toInstant(state.updatedAt), ...Object.fromEntries(parts) },
    headers: versionTag(state),
    tenantId,
  };
}

function toResponse(line: StateLine) {
  return {
    id: line.id,
    text: line.content,
    type: line.type,
    written_by: line.writtenBy,
    source_message_ids: line.sourceMessageIds,
    created_at: toInstant(line.createdAt),
  };
}
