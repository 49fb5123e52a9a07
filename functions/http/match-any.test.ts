import { expect, test } from "vitest";
import { NotFound, PreconditionFailed } from "#shared/errors.ts";
import { matchAny } from "./match-any.ts";
import { toVersion } from "./routes/to-version.ts";

const current = 7;

/** What was tried; "written" at the end where one fitted. */
async function write(ifMatch: string | undefined): Promise<readonly (number | string | null)[]> {
  const tried: (number | string | null)[] = [];
  const handle = async (tag: string | undefined) => {
    const version = toVersion(tag);
    tried.push(version);
    if (version !== null && version !== current) throw new PreconditionFailed("another version");
    tried.push("written");
  };
  await matchAny(ifMatch, handle).catch((error: unknown) => {
    if (!(error instanceof PreconditionFailed)) throw error;
  });
  return tried;
}

test.each([
  [undefined, [null, "written"]],
  ["*", [null, "written"]],
  ['"7"', [7, "written"]],
  [' "1", "7"', [7, "written"]],
  ['"7","9", "8" ,', [9, 8, 7, "written"]],
  ['"1", W/"7"', [1]],
  ['"a,b", "7"', [7, "written"]],
  ['"7", "7"', [7, "written"]],
  ['"1"', [1]],
  ['"1", "2"', [2, 1]],
  ['W/"7"', [-1]],
  ['"7" "1"', [-1]],
  ['"7', [-1]],
  ["7, 1", [-1]],
  ['*, "1"', [1]],
  ["", [-1]],
] as const)("whoever sends %s has what fits it, if anything does", async (ifMatch, tried) => {
  expect(await write(ifMatch)).toEqual(tried);
});

test("of very many tags the latest are tried", async () => {
  const many = Array.from({ length: 50 }, (_, n) => `"${n + 100}"`).join(", ");
  expect(await write(many)).toHaveLength(10);
});

test("what fails for another reason is not tried again", async () => {
  let tried = 0;
  const handle = () => {
    tried += 1;
    return Promise.reject(new NotFound("goal"));
  };
  await expect(matchAny('"1", "7"', handle)).rejects.toThrow(NotFound);
  expect(tried).toBe(1);
});
