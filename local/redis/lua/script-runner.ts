import { readFileSync } from "node:fs";
import type { ByteString } from "../byte-string.ts";
import type { Engine } from "../engine.ts";
import { CommandError, type Reply } from "../reply.ts";
import { type Fengari, type LuaState, loadFengari } from "./fengari.ts";
import { jsonNull } from "./lua-json.ts";
import { name, pushReply, stringField, toBytes, toReply } from "./lua-values.ts";
import { commandFunction, decodeFunction, encodeFunction, raise, sha1Function } from "./script-library.ts";
import { useDoubles } from "./use-doubles.ts";

const scriptName = "@user_script";
const maxScriptMs = 5000;
const instructionsBetweenChecks = 100_000;

export interface ScriptCall {
  readonly keys: ByteString[];
  readonly args: ByteString[];
  readonly readOnly: boolean;
}

/** One Lua state for all scripts, with what Redis lets them see. */
export class ScriptRunner {
  private readonly fengari: Fengari = loadFengari();
  private readonly state: LuaState = this.fengari.lauxlib.luaL_newstate();
  private readonly environment: number;
  private readonly globals: number;
  private readonly compiled = new Map<string, number>();
  private readOnly = false;

  constructor(engine: Engine) {
    const { fengari, state } = this;
    const { lua, lualib } = fengari;
    const isReadOnly = () => this.readOnly;
    lualib.luaL_openlibs(state);
    this.load(readFileSync(new URL("environment.lua", import.meta.url), "latin1"), "@environment");
    lua.lua_pushcfunction(state, commandFunction(fengari, engine, true, isReadOnly));
    lua.lua_pushcfunction(state, commandFunction(fengari, engine, false, isReadOnly));
    lua.lua_pushcfunction(state, sha1Function(fengari));
    lua.lua_pushcfunction(state, encodeFunction(fengari));
    lua.lua_pushcfunction(state, decodeFunction(fengari));
    lua.lua_pushlightuserdata(state, jsonNull);
    lua.lua_call(state, 6, 2);
    this.globals = this.keep();
    this.environment = this.keep();
  }

  compile(sha: string, source: ByteString): void {
    if (this.compiled.has(sha)) return;
    const withoutShebang = source.replace(/^#![^\n]*/, "");
    this.load(useDoubles(withoutShebang), scriptName);
    this.fetch(this.globals);
    this.fengari.lua.lua_setupvalue(this.state, -2, 1);
    this.compiled.set(sha, this.keep());
  }

  run(sha: string, { keys, args, readOnly }: ScriptCall): Reply {
    const { fengari, state } = this;
    const { lua } = fengari;
    this.readOnly = readOnly;
    this.fetch(this.environment);
    pushReply(fengari, state, keys);
    lua.lua_setfield(state, -2, name("KEYS"));
    pushReply(fengari, state, args);
    lua.lua_setfield(state, -2, name("ARGV"));
    this.fetch(this.compiled.get(sha) ?? 0);
    this.limitTime();
    try {
      if (lua.lua_pcall(state, 0, 1, 0) !== lua.LUA_OK) throw this.scriptError(sha);
      return toReply(fengari, state, -1);
    } finally {
      lua.lua_settop(state, 0);
    }
  }

  private limitTime(): void {
    const { fengari, state } = this;
    const deadlineMs = performance.now() + maxScriptMs;
    const check = () =>
      performance.now() > deadlineMs ? raise(fengari, state, "Script ran for more than 5 seconds") : 0;
    fengari.lua.lua_sethook(state, check, fengari.lua.LUA_MASKCOUNT, instructionsBetweenChecks);
  }

  private scriptError(sha: string): CommandError {
    const { fengari, state } = this;
    const isTable = fengari.lua.lua_type(state, -1) === fengari.lua.LUA_TTABLE;
    const message = isTable
      ? (stringField(fengari, state, -1, "err") ?? "ERR unknown error")
      : `ERR ${toBytes(fengari, state, -1)}`;
    const line = /user_script:(\d+):/.exec(message)?.[1] ?? "1";
    return new CommandError(`${message} script: ${sha}, on ${scriptName}:${line}.`);
  }

  private load(source: ByteString, chunk: string): void {
    const { fengari, state } = this;
    const code = name(source);
    if (fengari.lauxlib.luaL_loadbuffer(state, code, code.length, name(chunk)) === fengari.lua.LUA_OK) return;
    const reason = toBytes(fengari, state, -1);
    fengari.lua.lua_settop(state, 0);
    throw new CommandError(`ERR Error compiling script (new function): ${reason}`);
  }

  private keep(): number {
    return this.fengari.lauxlib.luaL_ref(this.state, this.fengari.lua.LUA_REGISTRYINDEX);
  }

  private fetch(reference: number): void {
    this.fengari.lua.lua_rawgeti(this.state, this.fengari.lua.LUA_REGISTRYINDEX, reference);
  }
}
