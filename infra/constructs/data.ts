import { RemovalPolicy } from "aws-cdk-lib";
import { AttributeType, BillingMode, ProjectionType, Table } from "aws-cdk-lib/aws-dynamodb";
import { Construct } from "constructs";
import type { Stage } from "../stages.ts";
import {
  type IndexSpec,
  resourceName,
  type TableName,
  type TableSpec,
  tables,
  tableVariable,
} from "../topology.ts";
import type { ServiceFunction } from "./service-function.ts";

export class Data extends Construct {
  private readonly tables: Readonly<Record<TableName, Table>>;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    const create = (name: TableName) => {
      const table = new Table(this, name, {
        tableName: resourceName(stage.name, name),
        partitionKey: { name: tables[name].partitionKey, type: AttributeType.STRING },
        timeToLiveAttribute: tables[name].expiresAt,
        billingMode: BillingMode.PAY_PER_REQUEST,
        pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
        // A first deployment that fails must not leave a table behind that blocks the second.
        removalPolicy: stage.retained ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
      });
      const { indexes = {} }: TableSpec = tables[name];
      for (const [indexName, index] of Object.entries(indexes)) addIndex(table, indexName, index);
      return table;
    };
    const names = Object.keys(tables) as TableName[];
    this.tables = Object.fromEntries(names.map((name) => [name, create(name)])) as Record<TableName, Table>;
  }

  allow(fn: ServiceFunction, name: TableName, operations: readonly string[]): void {
    fn.allow(
      operations.map((operation) => `dynamodb:${operation}`),
      this.tables[name].tableArn,
    );
    fn.lambda.addEnvironment(tableVariable(name), this.tables[name].tableName);
  }

  /** Lets a function find sockets by an index. */
  allowQuery(fn: ServiceFunction, index: keyof typeof tables.connections.indexes): void {
    fn.allow(["dynamodb:Query"], `${this.tables.connections.tableArn}/index/${index}`);
  }
}

function addIndex(table: Table, indexName: string, { partitionKey, attributes }: IndexSpec): void {
  table.addGlobalSecondaryIndex({
    indexName,
    partitionKey: { name: partitionKey, type: AttributeType.STRING },
    ...(attributes.length > 0
      ? { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...attributes] }
      : { projectionType: ProjectionType.KEYS_ONLY }),
  });
}
