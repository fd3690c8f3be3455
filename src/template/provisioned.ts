import type { ProvisionedConcurrency } from "../function.js";
import type { Resource, Resources } from "./stack.js";
import { isFunction, type Targets } from "./targets.js";
import { joinText, shownText, staticNumber, staticText, Text, type Value } from "./value.js";

/** Aliases and versions that keep environments warm, by the logical id of their function. */
export function provisionedConcurrency(
  resources: Resources,
  targets: Targets,
): ReadonlyMap<string, readonly ProvisionedConcurrency[]> {
  const found = new Map<string, ProvisionedConcurrency[]>();
  for (const resource of resources.values()) {
    const [owner, provisioned] = declared(resource, targets) ?? scaled(resource, targets) ?? [];
    if (owner !== undefined && provisioned !== undefined)
      found.set(owner, [...(found.get(owner) ?? []), provisioned]);
  }
  return found;
}

type Owned = readonly [logicalId: string, provisioned: ProvisionedConcurrency];

function declared(resource: Resource, targets: Targets): Owned | null {
  if (resource.property("ProvisionedConcurrencyConfig") === undefined) return null;
  const owner = isFunction(resource)
    ? resource.logicalId
    : targets.find(resource.property("FunctionName"))?.logicalId;
  if (owner === undefined) return null;
  const amount = staticNumber(
    resource.property("ProvisionedConcurrencyConfig", "ProvisionedConcurrentExecutions"),
  );
  return [owner, { qualifier: qualifierOf(resource), amount }];
}

function qualifierOf(resource: Resource): string {
  if (resource.type === "AWS::Lambda::Version") return resource.logicalId;
  return (
    shownText(resource.property(isFunction(resource) ? "AutoPublishAlias" : "Name")) ?? resource.logicalId
  );
}

/**
 * What Application Auto Scaling keeps warm: its resource is "function:orders:live", its least capacity the amount.
 * Source: https://docs.aws.amazon.com/autoscaling/application/userguide/services-that-can-integrate-lambda.html, checked 2026-11-21.
 */
function scaled(resource: Resource, targets: Targets): Owned | null {
  if (
    resource.type !== "AWS::ApplicationAutoScaling::ScalableTarget" ||
    staticText(resource.property("ScalableDimension")) !== "lambda:function:ProvisionedConcurrency"
  )
    return null;
  const id = withoutPrefix(resource.property("ResourceId"));
  const target = targets.find(id);
  if (target === null) return null;
  const qualifier = /:([^:]+)$/.exec(shownText(id) ?? "")?.[1] ?? resource.logicalId;
  return [target.logicalId, { qualifier, amount: staticNumber(resource.property("MinCapacity")) }];
}

function withoutPrefix(id: Value | undefined): Value | undefined {
  const strip = (text: string) => text.replace(/^function:/, "");
  if (typeof id === "string") return strip(id);
  if (!(id instanceof Text)) return id;
  return joinText(
    id.parts.map((part, index) => (index === 0 && typeof part === "string" ? strip(part) : part)),
  );
}
