import { type ByteString, fromBuffer, fromText, toText } from "../byte-string.ts";
import type { Fengari, LuaState } from "./fengari.ts";
import { formatNumber } from "./format-number.ts";
import { name, pushBytes, toBytes } from "./lua-values.ts";

/** What cjson.null is inside Lua. */
export const jsonNull = {};

const maxDepth = 1000;

/** Throws an Error with lua-cjson's words. */
export function encodeJson(fengari: Fengari, state: LuaState, index: number, depth = 0): ByteString {
  const { lua } = fengari;
  const type = lua.lua_type(state, index);
  switch (type) {
    case lua.LUA_TNIL:
      return "null";
    case lua.LUA_TBOOLEAN:
      return String(lua.lua_toboolean(state, index));
    case lua.LUA_TNUMBER:
      return encodeNumber(lua.lua_tonumber(state, index));
    case lua.LUA_TSTRING:
      return quote(toBytes(fengari, state, index));
    case lua.LUA_TTABLE:
      if (depth >= maxDepth) throw new Error(`Cannot serialise, excessively nested table (${depth + 1})`);
      return encodeTable(fengari, state, lua.lua_absindex(state, index), depth + 1);
    default:
      if (type === lua.LUA_TLIGHTUSERDATA && lua.lua_touserdata(state, index) === jsonNull) return "null";
      throw new Error(`Cannot serialise ${typeName(fengari, state, type)}: type not supported`);
  }
}

const typeName = ({ lua }: Fengari, state: LuaState, type: number) =>
  fromBuffer(lua.lua_typename(state, type));

function encodeNumber(value: number): ByteString {
  if (!Number.isFinite(value)) throw new Error("Cannot serialise number: must not be NaN or Inf");
  return formatNumber(value, 14);
}

function quote(bytes: ByteString): ByteString {
  return JSON.stringify(bytes).replaceAll("/", "\\/").replaceAll("\x7f", "\\u007f");
}

function encodeTable(fengari: Fengari, state: LuaState, table: number, depth: number): ByteString {
  const length = arrayLength(fengari, state, table);
  const items: ByteString[] = [];
  if (length !== null) {
    for (let position = 1; position <= length; position++) {
      fengari.lua.lua_rawgeti(state, table, position);
      items.push(encodeJson(fengari, state, -1, depth));
      fengari.lua.lua_pop(state, 1);
    }
    return `[${items.join(",")}]`;
  }
  forEachField(fengari, state, table, () => {
    const key = encodeKey(fengari, state);
    items.push(`${key}:${encodeJson(fengari, state, -1, depth)}`);
  });
  return `{${items.join(",")}}`;
}

function encodeKey(fengari: Fengari, state: LuaState): ByteString {
  const { lua } = fengari;
  const type = lua.lua_type(state, -2);
  if (type === lua.LUA_TNUMBER) return `"${encodeNumber(lua.lua_tonumber(state, -2))}"`;
  if (type !== lua.LUA_TSTRING) {
    throw new Error(
      `Cannot serialise ${typeName(fengari, state, type)}: table key must be a number or string`,
    );
  }
  return quote(toBytes(fengari, state, -2));
}

/** The length of a table whose keys are all positive whole numbers, else null. An empty table is an object. */
function arrayLength(fengari: Fengari, state: LuaState, table: number): number | null {
  const { lua } = fengari;
  let count = 0;
  let highest = 0;
  let isArray = true;
  forEachField(fengari, state, table, () => {
    const position = lua.lua_type(state, -2) === lua.LUA_TNUMBER ? lua.lua_tonumber(state, -2) : 0;
    isArray &&= Number.isInteger(position) && position >= 1;
    highest = Math.max(highest, position);
    count++;
  });
  if (!isArray || count === 0) return null;
  if (highest > 10 && highest > count * 2) {
    throw new Error("Cannot serialise table: excessively sparse array");
  }
  return highest;
}

function forEachField({ lua }: Fengari, state: LuaState, table: number, visit: () => void): void {
  lua.lua_pushnil(state);
  while (lua.lua_next(state, table)) {
    visit();
    lua.lua_pop(state, 1);
  }
}

export function pushJson(fengari: Fengari, state: LuaState, text: ByteString): void {
  pushValue(fengari, state, JSON.parse(toText(text)));
}

function pushValue(fengari: Fengari, state: LuaState, value: unknown): void {
  const { lua } = fengari;
  if (typeof value === "string") pushBytes(fengari, state, fromText(value));
  else if (typeof value === "number") lua.lua_pushnumber(state, value);
  else if (typeof value === "boolean") lua.lua_pushboolean(state, value);
  else if (typeof value !== "object" || value === null) lua.lua_pushlightuserdata(state, jsonNull);
  else pushTable(fengari, state, value);
}

function pushTable(fengari: Fengari, state: LuaState, value: object): void {
  const { lua } = fengari;
  lua.lua_createtable(state, 0, 0);
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      pushValue(fengari, state, item);
      lua.lua_rawseti(state, -2, index + 1);
    }
    return;
  }
  for (const [field, item] of Object.entries(value)) {
    pushValue(fengari, state, item);
    lua.lua_setfield(state, -2, name(fromText(field)));
  }
}
