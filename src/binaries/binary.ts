/** What a native binary says of itself in its headers. */
export interface Binary {
  readonly format: "ELF" | "Mach-O" | "PE";
  readonly system: System;
  /** One, or all of a universal Mach-O, in the file's order; as `uname -m` calls them, but "x86_64" and "arm64" on all systems. */
  readonly machines: readonly string[];
  /** A program that is run, rather than a library that is loaded; of ELF only. */
  readonly isProgram: boolean;
  /** Null where it isn't known: not Linux, no 64-bit x86 or ARM, or nothing linked dynamically. */
  readonly linked: LinkedAgainst | null;
}

export type System =
  | "linux"
  | "darwin"
  | "windows"
  | "android"
  | "freebsd"
  | "netbsd"
  | "openbsd"
  | "solaris";

/** What the dynamic linker has to find. */
export interface LinkedAgainst {
  readonly libc: "glibc" | "musl" | null;
  /** The highest version of glibc that it asks for: [2, 34]; null where it asks for none. */
  readonly glibc: readonly [number, number] | null;
  /** Names of the libraries that it asks for ("libc.so.6"). */
  readonly libraries: readonly string[];
}

/** Bytes of a file: `length` from `start`, fewer where it ends before. */
export type ReadBytes = (start: number, length: number) => Promise<Buffer>;
