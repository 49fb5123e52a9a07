import type { MessageContent } from "#shared/wire/http/completions.ts";

type Part = Exclude<MessageContent, string>[number];

/** Whether all of it is text. */
export function isReadable(content: MessageContent): boolean {
  return typeof content === "string" || content.every(({ type }) => type === "text" || type === "refusal");
}

/** As text; what else was there in an earlier message is named. */
export function readContent(content: MessageContent): string {
  return typeof content === "string" ? content : content.map(readPart).join("\n");
}

function readPart(part: Part): string {
  switch (part.type) {
    case "text":
      return part.text;
    case "refusal":
      return part.refusal;
    case "image_url":
      return "[a picture]";
    case "input_audio":
      return "[a recording]";
    default:
      return "[a file]";
  }
}
