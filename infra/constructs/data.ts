import { RemovalPolicy } from "aws-cdk-lib";
import { AttributeType, BillingMode, ProjectionType, Table } from "aws-cdk-lib/aws-dynamodb";
import { Construct } from "constructs";
import type { Stage } from "../stages.ts";
import { resourceName, type TableName, type TableSpec, tables, tableVariable } from "../topology.ts";
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
      addIndex(table, tables[name]);
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

  allowQuery(fn: ServiceFunction, name: TableName, { index }: TableSpec = tables[name]): void {
    if (!index) throw new Error(`the table ${name} has no index to query`);
    fn.allow(["dynamodb:Query"], `${this.tables[name].tableArn}/index/${index.name}`);
  }
}

function addIndex(table: Table, { index }: TableSpec): void {
  if (!index) return;
  table.addGlobalSecondaryIndex({
    indexName: index.name,
    partitionKey: { name: index.partitionKey, type: AttributeType.STRING },
    projectionType: ProjectionType.INCLUDE,
    nonKeyAttributes: index.attributes,
  });
}
