import { expect, test } from "vitest";
import { onEachServer } from "./testing/each-server.ts";

onEachServer("Lua scripts", (subject) => {
  const run = (script: string, keys: string[] = [], args: unknown[] = []) =>
    subject.redis.eval(script, keys, args);

  test("a script reads its keys and arguments and calls commands", async () => {
    const key = subject.key();
    const script = `
      local before = redis.call("GET", KEYS[1])
      redis.call("SET", KEYS[1], ARGV[1], "EX", 100)
      return { before, redis.call("GET", KEYS[1]), redis.call("TTL", KEYS[1]), #KEYS, #ARGV }`;
    expect(await run(script, [key], ["1", "2"])).toEqual([null, "1", 100, 1, 2]);
  });

  test.each([
    ["return 3.99", 3],
    ["return -3.99", -3],
    ["return true", 1],
    ["return false", null],
    ["return nil", null],
    ["return {1, 'two', false, nil, 5}", [1, "two", null]],
    ["return redis.status_reply('FINE')", "FINE"],
    ["return {ok = 'OK'}", "OK"],
    ["return type(redis.call('GET', 'test:no such key'))", "boolean"],
    ["return 60 * 60 * 24 * 1000 * 365", 31_536_000_000],
    ["return math.floor(1795238179717 / 1000) * 1000", 1_795_238_179_000],
    ["return tostring(10 / 2) .. '|' .. 1e15 .. '|' .. 7 * 1", "5|1e+15|7"],
    ["return string.format('%d|%5d|%%d', 1795238179717, 42)", "1795238179717|   42|%d"],
    ["return {unpack({1, 2, 3})}", [1, 2, 3]],
    ["return _G", []],
    ["return #'é'", 2],
    ["return redis.sha1hex('')", "da39a3ee5e6b4b0d3255bfef95601890afd80709"],
    ["return cjson.encode({1, 'a/b', cjson.null, {x = 1.5}, {}})", '[1,"a\\/b",null,{"x":1.5},{}]'],
    ['return cjson.decode(\'{"a":[1,{"b":"\\\\u00e9"}]}\').a[2].b', "é"],
    ["-- 10 'apart\nlocal a = \"it's 5\" return a .. [[ 6 ]] .. 0x10", "it's 5 6 16"],
  ])("%s gives %j", async (script, expected) => {
    expect(await run(script)).toEqual(expected);
  });

  test.each([
    ["return redis.error_reply('boom')", "ERR boom"],
    ["return redis.error_reply('MINE boom')", "MINE boom"],
    ["error('boom')", "ERR user_script:1: boom"],
    ["return redis.call('GET')", "ERR Wrong number of args calling Redis command from script"],
    ["return redis.call('NOPE')", "ERR Unknown Redis command called from script"],
    ["return redis.call('SET', {}, 1)", "ERR Lua redis lib command arguments must be strings or integers"],
    ["return missing", "nonexistent global variable 'missing'"],
    ["missing = 1", "Attempt to modify a readonly table"],
    ["return os.execute", "nonexistent global variable 'os'"],
    ["return return", "ERR Error compiling script"],
  ])("%s fails with %j", async (script, message) => {
    await expect(run(script)).rejects.toThrow(message);
  });

  test("a failed call ends the script but keeps what was written before", async () => {
    const key = subject.key();
    const script = `redis.call("RPUSH", KEYS[1], "first") redis.call("INCR", KEYS[1]) return 1`;
    await expect(run(script, [key])).rejects.toThrow("WRONGTYPE");
    expect(await subject.redis.lrange(key, 0, -1)).toEqual(["first"]);
  });

  test("pcall hands the error to the script", async () => {
    const key = subject.key();
    await subject.redis.set(key, "word");
    const script = `local failed = redis.pcall("INCR", KEYS[1]) return "caught " .. failed.err`;
    expect(await run(script, [key])).toBe("caught ERR value is not an integer or out of range");
  });

  test("bytes that are no UTF-8 survive inside Redis", async () => {
    const key = subject.key();
    const script = `redis.call("SET", KEYS[1], string.char(255, 0, 128)) return {#redis.call("GET", KEYS[1]), string.byte(redis.call("GET", KEYS[1]), 1, 3)}`;
    expect(await run(script, [key])).toEqual([3, 255, 0, 128]);
    const response = await subject.post("/", ["GET", key], { "Upstash-Encoding": "base64" });
    expect(await response.json()).toEqual({ result: Buffer.from([255, 0, 128]).toString("base64") });
  });

  test("a script is called by its hash once it was loaded or evaluated", async () => {
    const source = `return "${subject.key()}"`;
    const missing = "NOSCRIPT No matching script. Please use EVAL.";
    await expect(subject.redis.evalsha("0".repeat(40), [], [])).rejects.toThrow(missing);
    const sha = await subject.redis.scriptLoad(source);
    expect(await subject.redis.scriptExists(sha, "0".repeat(40))).toEqual([1, 0]);
    expect(await subject.redis.evalsha(sha, [], [])).toMatch(/^test:/);
  });

  test("the client's Script class loads a script on its first use", async () => {
    const script = subject.redis.createScript<string>(`return ARGV[1] .. "${subject.key()}"`);
    expect(await script.exec([], ["x"])).toMatch(/^xtest:/);
    expect(await script.exec([], ["y"])).toMatch(/^ytest:/);
  });

  test("a read-only call refuses to write", async () => {
    const key = subject.key();
    const write = subject.redis.evalRo(`return redis.call("SET", KEYS[1], 1)`, [key], []);
    await expect(write).rejects.toThrow("ERR Write commands are not allowed from read-only scripts");
    expect(await subject.redis.exists(key)).toBe(0);
  });
});
