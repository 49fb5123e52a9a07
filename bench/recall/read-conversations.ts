import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";

export interface Turn {
  readonly id: string;
  readonly session: number;
  readonly at: string;
  readonly speaker: string;
  readonly text: string;
  readonly caption?: string;
}

export interface Question {
  readonly question: string;
  readonly evidence: readonly string[];
  readonly category: string;
}

/** A fact that an annotator drew from turns. */
export interface Observation {
  readonly text: string;
  readonly evidence: readonly string[];
}

export interface Conversation {
  readonly id: string;
  readonly turns: readonly Turn[];
  readonly observations: readonly Observation[];
  readonly questions: readonly Question[];
}

export async function readConversations(folder: string): Promise<Conversation[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();
  if (files.length === 0) throw new Error(`${folder} holds no conversations: name their folder with --data`);
  return await Promise.all(
    files.map(async (name) => {
      const { turns, questions, observations } = JSON.parse(await readFile(join(folder, name), "utf8"));
      return { id: basename(name, ".json"), turns, questions, observations };
    }),
  );
}

export function contentOf({ text, caption }: Turn): string {
  return caption ? `${text} [shared a picture: ${caption}]` : text;
}
