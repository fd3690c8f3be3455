// The declarations that are published: those that an export leads to, and none that needs a package's.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import ts from "typescript";

const CONFIG = "src/config/config.ts";

/** Writes the declarations of `entries` (paths from here, TypeScript), and of what they name, to `folder`. */
export function writeTypes(entries, folder) {
  const { options } = ts.getParsedCommandLineOfConfigFile(
    "tsconfig.json",
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} },
  );
  const program = ts.createProgram([...entries, CONFIG], {
    ...options,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    stripInternal: true,
    rootDir: resolve("."),
    outDir: resolve(folder),
  });
  const { diagnostics } = program.emit();
  if (diagnostics.length > 0) throw new Error(ts.formatDiagnostics(diagnostics, host()));
  writeFileSync(join(folder, CONFIG.replace(".ts", ".d.ts")), configTypes(program));
  keepReachable(
    entries.map((entry) => entry.replace(/\.ts$/, ".d.ts")),
    folder,
  );
}

const host = () => ({
  getCurrentDirectory: () => ".",
  getCanonicalFileName: (name) => name,
  getNewLine: () => "\n",
});

/** The configuration's types are inferred from its schema: written out, they ask nobody to install the library behind it. */
function configTypes(program) {
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(CONFIG);
  const aliases = checker
    .getExportsOfModule(checker.getSymbolAtLocation(file))
    .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol))
    .filter((symbol) => symbol.flags & (ts.SymbolFlags.TypeAlias | ts.SymbolFlags.Interface));
  return aliases
    .map(
      (symbol) =>
        `export type ${symbol.name} = ${written(checker.getDeclaredTypeOfSymbol(symbol), checker)};\n`,
    )
    .join("");
}

function written(type, checker) {
  if (type.isUnion() && !(type.flags & ts.TypeFlags.Boolean)) {
    return type.types.map((one) => written(one, checker)).join(" | ");
  }
  if (checker.isTupleType(type)) {
    return `readonly [${checker
      .getTypeArguments(type)
      .map((one) => written(one, checker))
      .join(", ")}]`;
  }
  if (checker.isArrayType(type)) return `readonly (${written(checker.getTypeArguments(type)[0], checker)})[]`;
  if (!(type.flags & ts.TypeFlags.Object)) return checker.typeToString(type);
  if (type.getCallSignatures().length > 0) throw new Error("a configuration holds data only");
  const indexes = checker
    .getIndexInfosOfType(type)
    .map(
      ({ keyType, type: value }) =>
        `readonly [key: ${checker.typeToString(keyType)}]: ${written(value, checker)};`,
    );
  const properties = type.getProperties().map((property) => {
    const mark = property.flags & ts.SymbolFlags.Optional ? "?" : "";
    return `readonly ${property.name}${mark}: ${written(checker.getTypeOfSymbol(property), checker)};`;
  });
  return `{ ${[...indexes, ...properties].join(" ")} }`;
}

function keepReachable(entries, folder) {
  const kept = new Set(entries);
  for (const path of kept) {
    const text = readFileSync(join(folder, path), "utf8");
    for (const [, target] of text.matchAll(/(?:from|import\()\s*"(\.[^"]+)\.js"/g))
      kept.add(join(dirname(path), `${target}.d.ts`));
  }
  for (const path of readdirSync(folder, { recursive: true }))
    if (path.endsWith(".d.ts") && !kept.has(path)) rmSync(join(folder, path));
}
