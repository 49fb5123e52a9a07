import { type messages, type PGlite, protocol } from "@electric-sql/pglite";
import type { Outcome } from "./run-statements.ts";

export type TransactionStatus = "I" | "T" | "E";

export interface PreparedStatement {
  readonly name: string;
  readonly text: string;
  readonly types: readonly number[];
  /** Made by PREPARE, which the text then is, and not by the protocol. */
  readonly fromSql: boolean;
}

type BackendMessage = Parameters<Parameters<protocol.Parser["parse"]>[1]>[0];

const { serialize } = protocol;

/** The one Postgres session that PGlite has, spoken to in the wire protocol. Callers take turns. */
export class PgliteEngine {
  readonly #db: PGlite;
  #status: TransactionStatus = "I";

  constructor(db: PGlite) {
    this.#db = db;
  }

  get status(): TransactionStatus {
    return this.#status;
  }

  /** Runs whole messages, up to a Query, Sync or Flush, and answers the server's bytes. */
  async execute(message: Uint8Array): Promise<Buffer> {
    const chunks: Buffer[] = [];
    await this.#db.execProtocolRawStream(message, {
      onRawData: (data) => chunks.push(Buffer.from(data)),
      syncToFs: false,
    });
    const answer = Buffer.concat(chunks);
    const ready = answer.subarray(-6);
    if (ready.length === 6 && ready[0] === 0x5a && ready.readInt32BE(1) === 5) {
      this.#status = String.fromCharCode(ready[5]!) as TransactionStatus;
    }
    return answer;
  }

  /** Runs SQL of our own, text in and text out. */
  async simple(sql: string): Promise<Outcome["rows"]> {
    return collect(await this.execute(serialize.query(sql))).rows;
  }

  async query(text: string, params: readonly (string | null)[]): Promise<Outcome> {
    const group = [
      serialize.parse({ text }),
      serialize.bind({ values: [...params] }),
      serialize.describe({ type: "P" }),
      serialize.execute({}),
      serialize.sync(),
    ];
    return collect(await this.execute(Buffer.concat(group)));
  }

  async prepare({ name, text, types, fromSql }: PreparedStatement): Promise<void> {
    const parse = () => Buffer.concat([serialize.parse({ name, text, types: [...types] }), serialize.sync()]);
    collect(await this.execute(fromSql ? serialize.query(text) : parse()));
  }

  async close(): Promise<void> {
    await this.#db.close();
  }
}

function collect(answer: Buffer): Outcome {
  let fields: Outcome["fields"] = [];
  let tag = "";
  const rows: (string | null)[][] = [];
  let failure: BackendMessage | undefined;
  new protocol.Parser().parse(answer, (message) => {
    if (isRowDescription(message)) {
      fields = message.fields.map(
        ({ name, tableID, columnID, dataTypeID, dataTypeSize, dataTypeModifier }) => ({
          name,
          dataTypeID,
          tableID,
          columnID,
          dataTypeSize,
          dataTypeModifier,
        }),
      );
    }
    if (isDataRow(message)) rows.push(message.fields);
    if (isCommandComplete(message)) tag = message.text;
    if (message.name === "error") failure ??= message;
  });
  if (failure) throw failure;
  const rowCount = /\d+$/.exec(tag)?.[0];
  const [command = ""] = tag.split(" ");
  return { fields, rows, command, rowCount: rowCount === undefined ? null : Number(rowCount) };
}

function isRowDescription(message: BackendMessage): message is messages.RowDescriptionMessage {
  return message.name === "rowDescription";
}
function isDataRow(message: BackendMessage): message is messages.DataRowMessage {
  return message.name === "dataRow";
}
function isCommandComplete(message: BackendMessage): message is messages.CommandCompleteMessage {
  return message.name === "commandComplete";
}
