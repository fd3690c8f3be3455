import type { ProvisionedConcurrency } from "../function.js";
import type { Resource, Resources } from "./stack.js";
import { isFunction, type Targets } from "./targets.js";
import { shownText, staticNumber } from "./value.js";

const AMOUNT = ["ProvisionedConcurrencyConfig", "ProvisionedConcurrentExecutions"] as const;

/** Aliases and versions that keep environments warm, by the logical id of their function. */
export function provisionedConcurrency(
  resources: Resources,
  targets: Targets,
): ReadonlyMap<string, readonly ProvisionedConcurrency[]> {
  const found = new Map<string, ProvisionedConcurrency[]>();
  for (const resource of resources.values()) {
    const owner = ownerOf(resource, targets);
    if (owner === null || resource.property("ProvisionedConcurrencyConfig") === undefined) continue;
    const amount = staticNumber(resource.property(...AMOUNT));
    found.set(owner, [...(found.get(owner) ?? []), { qualifier: qualifierOf(resource), amount }]);
  }
  return found;
}

function ownerOf(resource: Resource, targets: Targets): string | null {
  if (resource.type === "AWS::Serverless::Function") return resource.logicalId;
  const publishes = resource.type === "AWS::Lambda::Alias" || resource.type === "AWS::Lambda::Version";
  return publishes ? (targets.find(resource.property("FunctionName"))?.logicalId ?? null) : null;
}

function qualifierOf(resource: Resource): string {
  if (resource.type === "AWS::Lambda::Version") return resource.logicalId;
  return (
    shownText(resource.property(isFunction(resource) ? "AutoPublishAlias" : "Name")) ?? resource.logicalId
  );
}
