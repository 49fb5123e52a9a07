import type { Template } from "aws-cdk-lib/assertions";
import { type FunctionName, resourceName } from "#infra/topology.ts";

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Effect: string;
}

export function resourcesOf(template: Template): Readonly<Record<string, Resource>> {
  return template.toJSON().Resources as Record<string, Resource>;
}

export function ofType(template: Template, type: string): [id: string, resource: Resource][] {
  return Object.entries(resourcesOf(template)).filter(([, resource]) => resource.Type === type);
}

export function functionOf(template: Template, stage: string, name: FunctionName): [string, Resource] {
  const wanted = resourceName(stage, name);
  const found = ofType(template, "AWS::Lambda::Function").find(
    ([, { Properties }]) => Properties.FunctionName === wanted,
  );
  if (!found) throw new Error(`The template has no function ${wanted}.`);
  return found;
}

const nameProperties = ["FunctionName", "QueueName", "TableName", "LogGroupName", "TopicName", "Name"];

/** A value of the template as one string, with our own names where it refers to our resources. */
export function readable(template: Template, value: unknown): string {
  if (typeof value === "string") return value;
  const [[intrinsic, argument] = []] = Object.entries(value as Record<string, unknown>);
  if (intrinsic === "Fn::Join") {
    const [delimiter, parts] = argument as [string, unknown[]];
    return parts.map((part) => readable(template, part)).join(delimiter);
  }
  const id = intrinsic === "Fn::GetAtt" ? (argument as string[])[0]! : String(argument);
  const properties = resourcesOf(template)[id]?.Properties;
  const name = nameProperties.map((property) => properties?.[property]).find((found) => found);
  return String(name ?? id);
}

/** What the role of a function or schedule may do: `action on resource`, sorted. */
export function grantsOf(template: Template, { Properties }: Resource): string[] {
  const role = (Properties.Role ?? (Properties.Target as Record<string, unknown>).RoleArn) as {
    "Fn::GetAtt": [string, string];
  };
  return grantsOfRole(template, role["Fn::GetAtt"][0]);
}

export function grantsOfRole(template: Template, role: string): string[] {
  const statements = ofType(template, "AWS::IAM::Policy")
    .filter(([, policy]) => isAttachedTo(policy, role))
    .flatMap(([, policy]) => (policy.Properties.PolicyDocument as { Statement: Statement[] }).Statement);
  return statements
    .flatMap(({ Action, Resource }) =>
      [Action]
        .flat()
        .flatMap((action) =>
          [Resource].flat().map((resource) => `${action} on ${readable(template, resource)}`),
        ),
    )
    .sort();
}

function isAttachedTo(policy: Resource, role: string): boolean {
  return (policy.Properties.Roles as { Ref: string }[]).some(({ Ref }) => Ref === role);
}
