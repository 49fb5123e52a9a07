import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Client } from "pg";
import { type Conversation, contentOf } from "../recall/read-conversations.ts";
import { dimensions, type HalfVector, readVectors, toNumbers } from "./vector-file.ts";

export interface Said {
  readonly name: string;
  readonly content: string;
  readonly vector: HalfVector;
}

/** How the texts of the bench are drawn: what an owner's k-th message is follows from these and its seed. */
export interface Texts {
  readonly turns: number;
  readonly words: number;
  readonly shifts: number;
  /** What an owner says first. */
  of(seed: number, count: number): Promise<Said[]>;
}

const shifts = 4093;
/** Keeps a moved vector's cosine to its turn at about 0.94. */
const shiftLength = 0.35;

/** Puts LoCoMo's turns with their vectors into the database, and all that they are varied by. */
export async function prepareTexts(
  database: Client,
  conversations: readonly Conversation[],
  folder: string,
): Promise<Texts> {
  const vectorOf = await readVectors(join(folder, "minilm/locomo-dev.f16"));
  const turns = conversations.flatMap((conversation) => conversation.turns);
  const contents = turns.map(contentOf);
  const vectors = turns.map(({ speaker }, n) => toSql(toNumbers(vectorOf(`${speaker}: ${contents[n]}`))));
  const words = distinctWords(contents);

  await database.query(await readFile(new URL("make-texts.sql", import.meta.url), "utf8"));
  await database.query(
    `insert into bench.turn select n - 1, name, content, vector::halfvec
    from unnest($1::text[], $2::text[], $3::text[]) with ordinality as turn (name, content, vector, n)`,
    [turns.map(({ speaker }) => speaker), contents, vectors],
  );
  await database.query(
    "insert into bench.word select n - 1, word from unnest($1::text[]) with ordinality as w (word, n)",
    [words],
  );
  await database.query(
    "insert into bench.shift select n - 1, vector::halfvec from unnest($1::text[]) with ordinality as s (vector, n)",
    [Array.from({ length: shifts }, () => toSql(randomDirection()))],
  );
  const counts = { turns: turns.length, words: words.length, shifts };
  return {
    ...counts,
    async of(seed, count) {
      const { rows } = await database.query<{ name: string; content: string; vector: Buffer }>(
        `select said.name, said.content, halfvec_send(said.vector) as vector
        from generate_series(0, $2::int - 1) as k, bench.said($1, k, $3, $4, $5) as said order by k`,
        [seed, count, counts.turns, counts.words, counts.shifts],
      );
      return rows.map(({ name, content, vector }) => ({ name, content, vector: fromWire(vector) }));
    },
  };
}

/** A prime number of them. */
function distinctWords(contents: readonly string[]): string[] {
  const words = [
    ...new Set(contents.flatMap((content) => content.toLowerCase().match(/[a-z]{4,}/g) ?? [])),
  ].sort();
  let count = words.length;
  while (!isPrime(count)) count -= 1;
  return words.slice(0, count);
}

function isPrime(number: number): boolean {
  for (let divisor = 2; divisor * divisor <= number; divisor++) if (number % divisor === 0) return false;
  return number > 1;
}

function randomDirection(): number[] {
  const numbers = Array.from(
    { length: dimensions },
    () => Math.random() + Math.random() + Math.random() - 1.5,
  );
  const length = Math.hypot(...numbers);
  return numbers.map((number) => (number / length) * shiftLength);
}

/** Two bytes of dimensions and two unused come first; the numbers are big-endian. */
function fromWire(bytes: Buffer): HalfVector {
  const numbers = Buffer.from(bytes.subarray(4)).swap16();
  return new Uint16Array(numbers.buffer.slice(numbers.byteOffset, numbers.byteOffset + numbers.length));
}

function toSql(numbers: readonly number[]): string {
  return `[${numbers.map((number) => Number(number.toPrecision(5))).join()}]`;
}
