import { packagePath } from "../artifact/package-path.js";

/** Where a binary lies, by what the path says of platforms. */
export interface PlatformName {
  /** The same for all binaries that stand for each other: one of them is chosen at run time. */
  readonly slot: string;
  /** What tells it from those ("prebuilds/linux-x64"); null where the path names no platform. */
  readonly variant: string | null;
}

const SYSTEM =
  /^(?:linux(?:glibc|musl|gnu|static|arm|64|32)?|darwin|mac|macos|osx|win|win32|win64|windows|freebsd|openbsd|netbsd|sunos|solaris|illumos|android|aix|openharmony|rhel|debian|wasi)$/;
const MACHINE =
  /^(?:x64|x86|x86_64|amd64|ia32|i[36]86|386|arm|arm64|aarch64|armv\d\w*|armhf|ppc64(?:le)?|s390x|riscv64|loong(?:arch)?64|mips64(?:el)?|universal|wasm32)$/;
const LIBC = /^(?:gnu|glibc|musl|gnueabi(?:hf)?|musleabi(?:hf)?|eabi(?:hf)?|msvc|mingw|cruntime)$/;
/** Prisma's engines are told apart by the OpenSSL that they want. */
const OPENSSL = /openssl-[\d.]+x/;
/** What a compiler or an install script made for one machine, whatever the file is called. */
const BUILT_HERE = /(?:^|\/)build\/(?:Release|Debug)\/|(?:^|\/)lib\/binding\//;

/** Reads a path of an artifact: prebuilds/linux-x64/, @img/sharp-linuxmusl-x64, libquery_engine-rhel-openssl-3.0.x.so.node. */
export function platformName(path: string): PlatformName {
  const place = packagePath(path);
  const folder = place === null ? "" : place.id.slice(0, place.id.length - place.name.length);
  const segments = (place === null ? path : place.name + (place.rest === "" ? "" : `/${place.rest}`)).split(
    "/",
  );
  const scoped = place?.name.startsWith("@") === true ? 1 : 0;
  const first = segments.findIndex((segment, index) => index >= scoped && words(segment).some(isPlatform));
  const isPackage = place !== null && first === scoped;
  if (first === -1 || (!isPackage && BUILT_HERE.test(path))) return { slot: path, variant: null };
  let last = first;
  while (last + 1 < segments.length - 1 && isAllPlatform(segments[last + 1] ?? "")) last += 1;
  const named = segments.slice(first, last + 1);
  const file = segments.at(-1) ?? "";
  const ofFile = last === segments.length - 1 ? [] : words(file).filter(isPlatform);
  const stem = withoutPlatform(segments[first] ?? "");
  // Copies of another version lie in a folder of their own and have nothing to do with it.
  const slot = [isPackage ? outermost(folder) : folder, ...segments.slice(0, first), stem].join("/");
  return { slot, variant: [...named, ...ofFile].join("/") };
}

/** Whether a package is there for one platform only, by its name: "@esbuild/linux-x64". */
export function isPlatformPackage(name: string): boolean {
  return words(name.slice(name.indexOf("/") + 1)).some(isPlatform);
}

/** pnpm gives each package a folder of its own. */
function outermost(folder: string): string {
  return folder.includes("/.pnpm/") || folder.startsWith(".pnpm/") ? "" : folder;
}

function words(segment: string): string[] {
  const openssl = OPENSSL.exec(segment)?.[0];
  const rest = openssl === undefined ? segment : segment.replace(openssl, "");
  const found = rest.match(/x86_64|[A-Za-z0-9]+/g) ?? [];
  return openssl === undefined ? [...found] : [...found, openssl];
}

function isPlatform(word: string): boolean {
  const lower = word.toLowerCase();
  return SYSTEM.test(lower) || MACHINE.test(lower) || LIBC.test(lower) || OPENSSL.test(lower);
}

/** "x64", "linux-x64", "darwin-x64+arm64", "linux-64". */
function isAllPlatform(segment: string): boolean {
  const found = words(segment);
  return found.length > 0 && found.every((word) => isPlatform(word) || /^(?:64|32)$/.test(word));
}

/** What all platforms' files share of their names: neither a prefix `lib` nor what it ends in. */
function withoutPlatform(segment: string): string {
  const stem = segment.replace(/^lib(?=[a-z])/, "").replace(/(?:\.(?:so|dylib|dll|exe|node|pyd))+$/, "");
  return words(stem)
    .filter((word) => !isPlatform(word) && !/^(?:64|32)$/.test(word))
    .join("-");
}
