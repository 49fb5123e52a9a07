local command, protected_command, sha1hex, encode, decode, null = ...

local function pick(library, names)
  local picked = {}
  for name in names:gmatch("%S+") do
    picked[name] = library[name]
  end
  return picked
end

local function refuse()
  error("Attempt to modify a readonly table", 2)
end

local function readonly(library)
  return setmetatable({}, { __index = library, __newindex = refuse })
end

-- Lua 5.1 has one kind of number. Fengari's integers wrap at 32 bits, so none may start from these.
local function as_double(convert)
  return function(...)
    local number = convert(...)
    return number and number + 0.0
  end
end

local text = pick(string, "byte char find gmatch gsub len lower match rep reverse sub upper")
function text.format(template, ...)
  local rewritten = template:gsub("%%([-+ #0]*%d*)([%a%%])", function(flags, kind)
    if kind == "d" or kind == "i" then
      return "%" .. flags .. ".0f"
    end
  end)
  return string.format(rewritten, ...)
end
getmetatable("").__index = text

local lists = pick(table, "concat insert remove sort")
function lists.getn(list)
  return #list
end

local numbers = pick(math, "abs acos asin atan cos deg exp fmod huge log max min modf pi rad random randomseed sin sqrt tan")
numbers.floor = as_double(math.floor)
numbers.ceil = as_double(math.ceil)
function numbers.pow(base, exponent)
  return base ^ exponent
end
function numbers.log10(value)
  return math.log(value, 10)
end

local redis = {
  call = command,
  pcall = protected_command,
  sha1hex = sha1hex,
  LOG_DEBUG = 0,
  LOG_VERBOSE = 1,
  LOG_NOTICE = 2,
  LOG_WARNING = 3,
}
function redis.log() end
function redis.setresp() end
function redis.replicate_commands()
  return true
end
function redis.status_reply(message)
  return { ok = message }
end
function redis.error_reply(message)
  local reason = message:gsub("^%-", "")
  if not reason:find(" ", 1, true) then
    reason = "ERR " .. reason
  end
  return { err = reason }
end

local environment = pick(
  _G,
  "assert error getmetatable ipairs next pairs rawequal rawget rawset select setmetatable tostring type xpcall"
)
-- As Redis 7: a failed command reaches pcall's caller as its message.
local function unwrap(succeeded, result, ...)
  if not succeeded and type(result) == "table" and result.err then
    return false, result.err
  end
  return succeeded, result, ...
end
function environment.pcall(...)
  return unwrap(pcall(...))
end
environment.tonumber = as_double(tonumber)
environment.unpack = table.unpack
environment.string = readonly(text)
environment.table = readonly(lists)
environment.math = readonly(numbers)
environment.redis = readonly(redis)
environment.cjson = readonly({ encode = encode, decode = decode, null = null })

local globals = setmetatable({}, {
  __index = function(_, name)
    local value = environment[name]
    if value == nil then
      error("Script attempted to access nonexistent global variable '" .. tostring(name) .. "'", 2)
    end
    return value
  end,
  __newindex = refuse,
})
environment._G = globals
environment.loadstring = function(source, name)
  return load(source, name, "t", globals)
end

return environment, globals
