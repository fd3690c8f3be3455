import { packagePath } from "../artifact/package-path.js";
import type { Binary } from "../binaries/binary.js";
import { isPlatformPackage } from "../binaries/platform-name.js";
import type { Target } from "../binaries/target.js";
import { listed } from "../name-list.js";
import type { Offence } from "./native-offences.js";
import type { Spare } from "./native-spare.js";

const SYSTEMS: Readonly<Record<Binary["system"], string>> = {
  linux: "Linux",
  darwin: "macOS",
  windows: "Windows",
  android: "Android",
  freebsd: "FreeBSD",
  netbsd: "NetBSD",
  openbsd: "OpenBSD",
  solaris: "Solaris",
};

/** "Linux x86_64 (Amazon Linux 2023)". */
export function platform({ architecture, systemName }: Target): string {
  return `Linux${architecture === null ? "" : ` ${architecture}`}${systemName === null ? "" : ` (${systemName})`}`;
}

/** "macOS arm64 and Windows x86_64": what binaries were built for. */
export function built(binaries: readonly Binary[]): string {
  const names = binaries.map(
    ({ system, machines, linked }) =>
      `${SYSTEMS[system]} ${machines.join(" and ")}${linked?.libc === "musl" ? " with musl" : ""}`,
  );
  const all = [...new Set(names)];
  if (all.length > 3) return `${all.slice(0, 2).join(", ")} and ${all.length - 2} other platforms`;
  return all.length < 2 ? all.join() : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
}

/** "2.34". */
export function version([major, minor]: readonly [number, number]): string {
  return `${major}.${minor}`;
}

/** "sharp's native binary (node_modules/…/sharp.node)". */
export function subject({ packageName, files }: Offence): string {
  const [first] = files;
  const place = first === undefined ? "" : first.path;
  const more = files.length > 1 ? ` and ${files.length - 1} more` : "";
  if (packageName === null) return files.length > 1 ? `${place}${more}` : place;
  return `${packageName}'s native ${files.length === 1 ? "binary" : "binaries"} (${place}${more})`;
}

/** How to get binaries for the function's platform. */
export function advice(offence: Offence, { architecture }: Target): string {
  const cpu = architecture === null ? "<x64 or arm64>" : npmCpu(architecture);
  if (offence.packageName === null) {
    return `Build it for Linux${architecture === null ? "" : ` ${architecture}`} with glibc, best in the image of the runtime (public.ecr.aws/lambda/…).`;
  }
  const install = `npm install --os=linux --cpu=${cpu} --libc=glibc`;
  if (offence.files.every(({ path }) => isPlatformPackage(packagePath(path)?.name ?? "")))
    return `Install for the function's platform before zipping: \`${install}\`.`;
  return `Install for the function's platform before zipping (\`${install}\`), or in the image of the runtime (public.ecr.aws/lambda/…) what is compiled or downloaded when it is installed.`;
}

/** As npm calls it: https://docs.npmjs.com/cli/commands/npm-install#cpu. */
export function npmCpu(architecture: string): string {
  return architecture === "x86_64" ? "x64" : architecture;
}

/** The highest version of glibc that any of them asks for. */
export function highest({ files }: Offence): readonly [number, number] {
  const versions = files.flatMap(({ binary }) => (binary.linked?.glibc ? [binary.linked.glibc] : []));
  return versions.toSorted((a, b) => b[0] - a[0] || b[1] - a[1])[0] ?? [0, 0];
}

/** Whose the spare binaries are. */
export function described({ packages, files }: Spare): string {
  if (packages.length === 0) return files.slice(0, 3).join(", ");
  return listed(packages, 4, { noun: "packages" });
}
