import * as z from "zod";

/** What an answer must look like: as the model is told, and as it is read. */
export interface AnswerShape<Answer> {
  readonly name: string;
  /** JSON Schema that strict servers take: every property is required, no other may come. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly read: z.ZodType<Answer>;
}

export function answerShape<Answer>(
  name: string,
  told: z.ZodType,
  read: z.ZodType<Answer>,
): AnswerShape<Answer> {
  const { $schema: _, ...schema } = z.toJSONSchema(told);
  return { name, schema, read };
}
