import type { LearningCase } from "../learning-case.ts";
import { contradictions } from "./contradictions.ts";
import { corrections } from "./corrections.ts";
import { dates } from "./dates.ts";
import { health } from "./health.ts";
import { junk } from "./junk.ts";
import { newFacts } from "./new-facts.ts";
import { people } from "./people.ts";
import { poison } from "./poison.ts";
import { restatements } from "./restatements.ts";

/** By theme. */
export const learningCases: Readonly<Record<string, readonly LearningCase[]>> = {
  ...{
    "new facts": newFacts,
    restatements,
    contradictions,
    corrections,
    dates,
    people,
    junk,
    poison,
    health,
  },
};
