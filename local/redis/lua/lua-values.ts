import { type ByteString, fromBuffer, toBuffer } from "../byte-string.ts";
import { CommandError, type Reply, Status } from "../reply.ts";
import type { Fengari, LuaState } from "./fengari.ts";

export const name = (text: string) => toBuffer(text);

export function pushBytes({ lua }: Fengari, state: LuaState, bytes: ByteString): void {
  lua.lua_pushlstring(state, toBuffer(bytes), bytes.length);
}

export function toBytes({ lua }: Fengari, state: LuaState, index: number): ByteString {
  return fromBuffer(lua.lua_tolstring(state, index) ?? new Uint8Array());
}

export function pushFields(fengari: Fengari, state: LuaState, fields: Record<string, ByteString>): void {
  fengari.lua.lua_createtable(state, 0, 2);
  for (const [field, value] of Object.entries(fields)) {
    pushBytes(fengari, state, value);
    fengari.lua.lua_setfield(state, -2, name(field));
  }
}

export function pushReply(fengari: Fengari, state: LuaState, reply: Reply): void {
  const { lua } = fengari;
  if (reply === null) lua.lua_pushboolean(state, false);
  else if (typeof reply === "number") lua.lua_pushnumber(state, reply);
  else if (typeof reply === "string") pushBytes(fengari, state, reply);
  else if (reply instanceof Status) pushFields(fengari, state, { ok: reply.text });
  else {
    lua.lua_createtable(state, reply.length, 0);
    for (const [index, item] of reply.entries()) {
      pushReply(fengari, state, item);
      lua.lua_rawseti(state, -2, index + 1);
    }
  }
}

/** Redis' conversion of what a script returns: fractions are cut, false is nil, a list ends at its first nil. */
export function toReply(fengari: Fengari, state: LuaState, index: number): Reply {
  const { lua } = fengari;
  switch (lua.lua_type(state, index)) {
    case lua.LUA_TNUMBER:
      return Math.trunc(lua.lua_tonumber(state, index));
    case lua.LUA_TSTRING:
      return toBytes(fengari, state, index);
    case lua.LUA_TBOOLEAN:
      return lua.lua_toboolean(state, index) ? 1 : null;
    case lua.LUA_TTABLE:
      return tableToReply(fengari, state, lua.lua_absindex(state, index));
    default:
      return null;
  }
}

function tableToReply(fengari: Fengari, state: LuaState, table: number): Reply {
  const error = stringField(fengari, state, table, "err");
  if (error !== null) throw new CommandError(error);
  const status = stringField(fengari, state, table, "ok");
  if (status !== null) return new Status(status);
  const { lua } = fengari;
  const items: Reply[] = [];
  for (let position = 1; ; position++) {
    const ends = lua.lua_rawgeti(state, table, position) === lua.LUA_TNIL;
    if (!ends) items.push(toReply(fengari, state, -1));
    lua.lua_pop(state, 1);
    if (ends) return items;
  }
}

export function stringField(
  fengari: Fengari,
  state: LuaState,
  table: number,
  field: string,
): ByteString | null {
  const { lua } = fengari;
  const position = lua.lua_absindex(state, table);
  lua.lua_pushlstring(state, name(field), field.length);
  const found = lua.lua_rawget(state, position) === lua.LUA_TSTRING;
  const value = found ? toBytes(fengari, state, -1) : null;
  lua.lua_pop(state, 1);
  return value;
}
