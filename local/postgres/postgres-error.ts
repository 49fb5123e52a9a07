const fieldNames = [
  "severity",
  "code",
  "detail",
  "hint",
  "position",
  "internalPosition",
  "internalQuery",
  "where",
  "schema",
  "table",
  "column",
  "dataType",
  "constraint",
  "file",
  "line",
  "routine",
] as const;
type FieldName = (typeof fieldNames)[number];
export type PostgresErrorFields = { message: string } & Partial<Record<FieldName, string>>;

/** An error as Postgres reports it: its fields travel to the client as they are. */
export class PostgresError extends Error {
  readonly fields: PostgresErrorFields;
  constructor(fields: PostgresErrorFields) {
    super(fields.message);
    this.fields = fields;
  }
}

/** The fields of an error that came from Postgres, or nothing for any other error. */
export function postgresErrorFields(error: unknown): PostgresErrorFields | undefined {
  if (error instanceof PostgresError) return error.fields;
  if (!(error instanceof Error) || !("severity" in error) || typeof error.severity !== "string") return;
  const given: Partial<Record<FieldName, unknown>> = error;
  const fields: PostgresErrorFields = { message: error.message };
  for (const name of fieldNames) {
    const value = given[name];
    if (value !== undefined && value !== null) fields[name] = String(value);
  }
  return fields;
}

export function passwordFailed(login: string): PostgresError {
  return new PostgresError({
    severity: "FATAL",
    code: "28P01",
    message: `password authentication failed for user '${login}'`,
  });
}

export function unknownDatabase(database: string): PostgresError {
  return new PostgresError({
    severity: "FATAL",
    code: "3D000",
    message: `database "${database}" does not exist`,
  });
}
