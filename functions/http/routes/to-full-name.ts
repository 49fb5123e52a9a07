import type { AppleSignInBody } from "#shared/wire/http/apple.ts";

/** A name in one piece; none where nothing but blanks was given. */
export function toFullName(given: AppleSignInBody["full_name"]): string | null {
  if (given === null || given === undefined) return null;
  const parts =
    typeof given === "string"
      ? [given]
      : [given.given_name ?? given.givenName, given.family_name ?? given.familyName];
  const name = parts
    .map((part) => part?.trim())
    .filter(Boolean)
    .join(" ");
  return name === "" ? null : name;
}
