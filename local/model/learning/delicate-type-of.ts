import { readDatedClaims } from "./dated-claim.ts";
import { expandContractions } from "./expand-contractions.ts";
import { conditions } from "./word-lists.ts";

const parts = /[.,;:!?\n]+\s*|\s+(?:and|but|so|because|since|while)\s+/;
const illness = new RegExp(`\\b(?:${conditions}|allerg(?:y|ies|ic))\\b`, "i");

/** As which type that needs consent a message tells something of its person, be it on the way to a question. */
export function delicateTypeOf(text: string, said: string): "health" | "personal" | undefined {
  if (illness.test(text)) return "health";
  const types = expandContractions(text)
    .split(parts)
    .flatMap((part) => readDatedClaims(part.trim(), said, "The user"))
    .map(({ type }) => type);
  return (["health", "personal"] as const).find((type) => types.includes(type));
}
