import { createHash } from "node:crypto";
import { type ByteString, toBuffer } from "../byte-string.ts";
import { acceptsArity } from "../commands/command.ts";
import type { Engine } from "../engine.ts";
import { CommandError, type Reply } from "../reply.ts";
import type { Fengari, LuaFunction, LuaState } from "./fengari.ts";
import { formatNumber } from "./format-number.ts";
import { encodeJson, pushJson } from "./lua-json.ts";
import { pushBytes, pushFields, pushReply, toBytes } from "./lua-values.ts";

export const sha1 = (bytes: ByteString): string => createHash("sha1").update(toBuffer(bytes)).digest("hex");

const refusedInScripts = new Set(
  "EVAL EVALSHA EVAL_RO EVALSHA_RO SCRIPT MULTI EXEC DISCARD WATCH UNWATCH SUBSCRIBE PSUBSCRIBE AUTH CLIENT".split(
    " ",
  ),
);

function callFromScript(engine: Engine, command: ByteString[], readOnly: boolean): Reply {
  const name = command[0]?.toUpperCase() ?? "";
  if (refusedInScripts.has(name)) throw new CommandError("ERR This Redis command is not allowed from script");
  const found = engine.lookUp(name);
  if (!found) throw new CommandError("ERR Unknown Redis command called from script");
  if (!acceptsArity(found, command.length - 1)) {
    throw new CommandError("ERR Wrong number of args calling Redis command from script");
  }
  if (readOnly && found.writes) {
    throw new CommandError("ERR Write commands are not allowed from read-only scripts.");
  }
  return engine.apply(command);
}

function readArguments(fengari: Fengari, state: LuaState): ByteString[] {
  const { lua } = fengari;
  const count = lua.lua_gettop(state);
  if (count === 0) throw new CommandError("ERR Please specify at least one argument for this redis lib call");
  return Array.from({ length: count }, (_, index) => {
    const type = lua.lua_type(state, index + 1);
    if (type === lua.LUA_TNUMBER) return formatNumber(lua.lua_tonumber(state, index + 1), 17);
    if (type === lua.LUA_TSTRING) return toBytes(fengari, state, index + 1);
    throw new CommandError("ERR Lua redis lib command arguments must be strings or integers");
  });
}

/** redis.call, which raises Redis' errors, and redis.pcall, which returns them. */
export function commandFunction(
  fengari: Fengari,
  engine: Engine,
  raises: boolean,
  isReadOnly: () => boolean,
): LuaFunction {
  return (state) => {
    const outcome = attempt(() => callFromScript(engine, readArguments(fengari, state), isReadOnly()));
    if (!(outcome instanceof CommandError)) {
      pushReply(fengari, state, outcome);
      return 1;
    }
    pushFields(fengari, state, { err: outcome.message });
    return raises ? fengari.lua.lua_error(state) : 1;
  };
}

function attempt(work: () => Reply): Reply | CommandError {
  try {
    return work();
  } catch (error) {
    if (error instanceof CommandError) return error;
    throw error;
  }
}

export const sha1Function =
  (fengari: Fengari): LuaFunction =>
  (state) => {
    pushBytes(fengari, state, sha1(toBytes(fengari, state, 1)));
    return 1;
  };

export const encodeFunction =
  (fengari: Fengari): LuaFunction =>
  (state) => {
    let text: ByteString;
    try {
      text = encodeJson(fengari, state, 1);
    } catch (error) {
      return raise(fengari, state, error instanceof Error ? error.message : String(error));
    }
    pushBytes(fengari, state, text);
    return 1;
  };

export const decodeFunction =
  (fengari: Fengari): LuaFunction =>
  (state) => {
    try {
      pushJson(fengari, state, toBytes(fengari, state, 1));
    } catch {
      return raise(fengari, state, "Expected value but found invalid token at character 1");
    }
    return 1;
  };

export function raise(fengari: Fengari, state: LuaState, message: string): number {
  fengari.lauxlib.luaL_where(state, 1);
  pushBytes(fengari, state, toBytes(fengari, state, -1) + message);
  return fengari.lua.lua_error(state);
}
