import type TypeScript from "typescript";
import { ts } from "../typescript.js";
import { construct } from "./construct.js";
import { evaluateDecorators } from "./decorators.js";
import { evaluate } from "./expressions.js";
import type { Interpreter } from "./interpreter.js";
import { nameOf } from "./literals.js";
import { CallStep, evaluateArguments } from "./parameters.js";
import { isStatic } from "./properties.js";
import { runStatements } from "./statements.js";
import { type ClassValue, type Frame, UNDEFINED, type Value } from "./values.js";
import { bind } from "./variables.js";

export function evaluateClass(
  run: Interpreter,
  node: TypeScript.ClassLikeDeclaration,
  frame: Frame,
): ClassValue {
  const known = frame.variables.get(node)?.value;
  if (known?.kind === "class") return known;
  const extended = node.heritageClauses?.find((one) => one.token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
  const base = extended === undefined ? null : evaluate(run, extended.expression, frame);
  const value: ClassValue = {
    kind: "class",
    node,
    frame,
    base,
    statics: new Map(),
    replaced: new Map(),
    phase: run.phase,
  };
  bind(frame, node, value);
  const inside: Frame = {
    variables: new Map(),
    parent: frame,
    owner: node,
    phase: run.phase,
    self: value,
    file: frame.file,
  };
  for (const one of [node, ...node.members]) evaluateDecorators(run, one, value, inside);
  for (const member of node.members) {
    if (ts.isClassStaticBlockDeclaration(member)) runStatements(run, member.body.statements, inside);
    if (!ts.isPropertyDeclaration(member) || !isStatic(member)) continue;
    const name = nameOf(run, member.name, inside);
    if (name === null) continue;
    value.statics.set(
      name,
      member.initializer === undefined ? UNDEFINED : evaluate(run, member.initializer, inside),
    );
  }
  return value;
}

export function evaluateNew(run: Interpreter, node: TypeScript.NewExpression, frame: Frame): Value {
  const target = evaluate(run, node.expression, frame);
  const args = evaluateArguments(run, node.arguments, frame);
  return construct(run, target, args, new CallStep(node, node.expression, "new "));
}
