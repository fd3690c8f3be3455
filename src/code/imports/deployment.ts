import type TypeScript from "typescript";

/**
 * Whether one of the functions that a handler runs tells the requests of CloudFormation's custom resources, or the
 * steps of a secret's rotation, apart. Such a handler runs once in a deployment or a month: nobody waits for its start.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requesttypes.html
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */
export function runsForDeployment(functions: Iterable<TypeScript.Node>): boolean {
  for (const node of functions) {
    const text = node.getText();
    if (/\bRequestType\b/.test(text) && /["'`](Create|Update|Delete)["'`]/.test(text)) return true;
    if (/["'`]createSecret["'`]/.test(text) && /["'`]finishSecret["'`]/.test(text)) return true;
  }
  return false;
}
