interface GeneratedClient {
  /** Files of a package that the code it generates into another folder loads. */
  readonly loads: RegExp;
  readonly docs: string;
}

/** Checked 2026-11-21. */
const GENERATED_CLIENTS: readonly GeneratedClient[] = [
  {
    loads: /^@prisma\/client\/runtime\//,
    docs: "https://www.prisma.io/docs/orm/prisma-client/setup-and-configuration/generating-prisma-client",
  },
];

/** Whether a generated client loads a module too, though nothing tells so where it isn't generated yet. */
export function isLoadedByGenerated(specifier: string): boolean {
  return GENERATED_CLIENTS.some((one) => one.loads.test(specifier));
}
