/** What compatible servers disagree about. */
export interface Dialect {
  readonly lengthName: "max_tokens" | "max_completion_tokens";
  readonly takesTemperature: boolean;
  /** How it is asked for JSON; in the last resort by words alone. */
  readonly json: "json_schema" | "json_object" | "words";
  readonly takesStreamOptions: boolean;
  /** Without, what tools were called and gave is told in words. */
  readonly takesTools: boolean;
  readonly takesToolChoice: boolean;
  /** What is asked for by clients alone, and not known here. */
  readonly leftOut: readonly Optional[];
}

/** What most servers take. */
export const commonDialect: Dialect = {
  lengthName: "max_tokens",
  takesTemperature: true,
  json: "json_schema",
  takesStreamOptions: true,
  takesTools: true,
  takesToolChoice: true,
  leftOut: [],
};

const optional = [
  "top_p",
  "stop",
  "seed",
  "presence_penalty",
  "frequency_penalty",
  "parallel_tool_calls",
] as const;
export type Optional = (typeof optional)[number];
/** As OpenAI, vLLM, Mistral, Groq and Gemini say that they do not know a parameter. A value that is no good is none. */
const unsupported = /unsupported|not support|unknown|unrecogni[sz]ed|extra_forbidden|not permitted/i;

const disputed = ["response_format", "stream_options", "temperature", "max_tokens", "tool_choice"] as const;
/**
 * As Ollama, vLLM, llama.cpp, OpenRouter, Bedrock and OpenAI say that there are no tools. A mere name is not enough: a
 * client's own tool that is no good must take them from nobody else.
 */
const toolless =
  /(?<!parallel )(?:support (?:tools?\b(?! choice)|function[ _]call)|tool choice requires|tools param requires|\btools?(?: use| call(?:s|ing))?['"`]? (?:is|are) not supported)/i;

/** Another way to ask. */
export interface Adaptation {
  readonly change: (dialect: Dialect) => Dialect;
  /** The server does not know the parameter at all, whatever its value is. */
  readonly isUnsupported: boolean;
  /** The parameter, where the server names it apart from what it says, which may quote a client. */
  readonly param: string;
}

/** Another way to ask, if the server names what it does not take; each thing is given up once. */
export function adaptDialect(dialect: Dialect, refusal: unknown): Adaptation | undefined {
  const change = findChange(dialect, refusal as Refusal);
  if (!change) return undefined;
  const { code, param } = refusal as Refusal;
  return {
    change: (spoken) => {
      const leftOut = [...new Set([...spoken.leftOut, ...(change.leftOut ?? [])])];
      return { ...spoken, ...change, leftOut };
    },
    isUnsupported: code === "unsupported_parameter",
    param: String(param ?? ""),
  };
}

interface Refusal {
  readonly status?: number;
  readonly code?: unknown;
  readonly param?: unknown;
  readonly message?: string;
}

function findChange(dialect: Dialect, refusal: Refusal): Partial<Dialect> | undefined {
  const { status, param, message } = refusal;
  if (status !== undefined && toolless.test(message ?? "")) {
    return dialect.takesTools ? { takesTools: false } : undefined;
  }
  if (status !== 400 && status !== 422) return undefined;
  const names = (text: unknown) => disputed.find((name) => String(text ?? "").includes(name));
  switch (names(param) ?? names(message)) {
    case "max_tokens":
      return dialect.lengthName === "max_tokens" ? { lengthName: "max_completion_tokens" } : undefined;
    case "temperature":
      return dialect.takesTemperature ? { takesTemperature: false } : undefined;
    case "stream_options":
      return dialect.takesStreamOptions ? { takesStreamOptions: false } : undefined;
    case "tool_choice":
      return dialect.takesToolChoice ? { takesToolChoice: false } : undefined;
    case "response_format":
      if (dialect.json === "words") return undefined;
      return { json: dialect.json === "json_schema" ? "json_object" : "words" };
    default:
      return leaveOut(dialect, refusal);
  }
}

function leaveOut(
  { leftOut }: Dialect,
  { code, param, message = "" }: Refusal,
): Partial<Dialect> | undefined {
  if (!unsupported.test(`${code} ${message}`)) return undefined;
  const isQuoted = (name: string) => new RegExp(`["'\`]${name}["'\`]`).test(message);
  const name = optional.find((one) => one === param) ?? optional.find(isQuoted);
  return name && !leftOut.includes(name) ? { leftOut: [name] } : undefined;
}
