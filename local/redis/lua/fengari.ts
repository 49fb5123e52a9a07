import { createRequire } from "node:module";
import { formatNumber } from "./format-number.ts";

declare const luaState: unique symbol;
export type LuaState = { readonly [luaState]: true };
export type LuaBytes = Uint8Array;
export type LuaFunction = (state: LuaState) => number;

interface LuaCore {
  readonly LUA_OK: number;
  readonly LUA_TNIL: number;
  readonly LUA_TBOOLEAN: number;
  readonly LUA_TLIGHTUSERDATA: number;
  readonly LUA_TNUMBER: number;
  readonly LUA_TSTRING: number;
  readonly LUA_TTABLE: number;
  readonly LUA_REGISTRYINDEX: number;
  readonly LUA_MASKCOUNT: number;
  lua_absindex(state: LuaState, index: number): number;
  lua_call(state: LuaState, argumentCount: number, resultCount: number): void;
  lua_createtable(state: LuaState, arraySize: number, fieldCount: number): void;
  lua_error(state: LuaState): number;
  lua_gettop(state: LuaState): number;
  lua_next(state: LuaState, index: number): number;
  lua_pcall(state: LuaState, argumentCount: number, resultCount: number, handler: number): number;
  lua_pop(state: LuaState, count: number): void;
  lua_pushboolean(state: LuaState, value: boolean): void;
  lua_pushcfunction(state: LuaState, run: LuaFunction): void;
  lua_pushlightuserdata(state: LuaState, value: object): void;
  lua_pushlstring(state: LuaState, bytes: LuaBytes, length: number): void;
  lua_pushnil(state: LuaState): void;
  lua_pushnumber(state: LuaState, value: number): void;
  lua_pushvalue(state: LuaState, index: number): void;
  lua_rawget(state: LuaState, index: number): number;
  lua_rawgeti(state: LuaState, index: number, position: number): number;
  lua_rawseti(state: LuaState, index: number, position: number): void;
  lua_setfield(state: LuaState, index: number, name: LuaBytes): void;
  lua_sethook(state: LuaState, hook: LuaFunction | null, mask: number, count: number): void;
  lua_settop(state: LuaState, index: number): void;
  lua_setupvalue(state: LuaState, index: number, upvalue: number): LuaBytes | null;
  lua_toboolean(state: LuaState, index: number): boolean;
  lua_tolstring(state: LuaState, index: number): LuaBytes | null;
  lua_tonumber(state: LuaState, index: number): number;
  lua_touserdata(state: LuaState, index: number): unknown;
  lua_type(state: LuaState, index: number): number;
  lua_typename(state: LuaState, type: number): LuaBytes;
}

interface LuaAuxiliary {
  luaL_newstate(): LuaState;
  luaL_loadbuffer(state: LuaState, code: LuaBytes, size: number, name: LuaBytes): number;
  luaL_ref(state: LuaState, table: number): number;
  luaL_where(state: LuaState, level: number): void;
}

export interface Fengari {
  readonly lua: LuaCore;
  readonly lauxlib: LuaAuxiliary;
  readonly lualib: { luaL_openlibs(state: LuaState): void };
}

let loaded: Fengari | null = null;

interface NumberFormat {
  LUA_COMPAT_FLOATSTRING: boolean;
  lua_number2str(value: number): string;
}

/** Loaded at the first script, not at the start, which has no time for it. */
export function loadFengari(): Fengari {
  if (loaded) return loaded;
  const require = createRequire(import.meta.url);
  // Fengari's other modules copy these two when they load: numbers then print as in Redis' Lua 5.1.
  require("fengari/src/defs.js");
  const format = require("fengari/src/luaconf.js") as NumberFormat;
  format.LUA_COMPAT_FLOATSTRING = true;
  format.lua_number2str = (value) => formatNumber(value, 14);
  loaded = require("fengari") as Fengari;
  return loaded;
}
