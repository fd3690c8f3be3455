import type { Problem } from "../errors.js";

/** What an input is. */
export type InputKind = "zip" | "directory" | "metafile" | "source-map" | "source";

/** One regular file or symlink of an artifact. Folders are not listed. */
export interface ArtifactFile {
  /** POSIX, relative to the artifact's root, as stored (a zip's `./` is taken out, and what is longer than a path can be is cut). */
  readonly path: string;
  /** Unzipped size in bytes; of a symlink, the length of its target. */
  readonly bytes: number;
  /** Compressed size in bytes without headers; null where nothing is compressed yet. */
  readonly zippedBytes: number | null;
  /** Unix permission bits (0o644), null where the host was not Unix or wrote none. */
  readonly mode: number | null;
  readonly isLink: boolean;
  /** Of a zip: earlier entries of the same name, which this one takes the place of. Absent where there are none. */
  readonly shadowed?: { readonly entries: number; readonly zippedBytes: number };
}

/** How an artifact is called in a report. */
export interface ArtifactNaming {
  /** Unique in a report: the path, or path#entry. */
  readonly id: string;
  /** POSIX, relative to the working directory. */
  readonly path: string;
  readonly role: "function" | "layer";
}

/** What `read` gives at most when nobody says otherwise: more than Lambda unzips. */
export const MAXIMUM_READ_BYTES = 256 * 1024 * 1024;

/**
 * Read-only files behind one small interface, whatever they came from.
 * Nothing is held: `read` gives one file at a time and forgets it.
 */
export interface Artifact extends ArtifactNaming {
  readonly kind: InputKind;
  /** By path, in code-unit order. */
  readonly files: ReadonlyMap<string, ArtifactFile>;
  /** Size in bytes of the zip on disk; null for what is no zip yet. */
  readonly zipBytes: number | null;
  /**
   * A folder in which people work (`.git` lies in it), or a part of one. It may be zipped as it is, but whoever does that
   * mostly leaves out the repository, and installs without development packages. Absent: it isn't.
   */
  readonly isWorkingCopy?: boolean;
  /** What was skipped while listing (unreadable folders). */
  readonly problems: readonly Problem[];
  /**
   * The unzipped content (a symlink's is its target).
   * Throws InputError when it can't be read, or is larger than `maximumBytes`.
   */
  read(path: string, maximumBytes?: number): Promise<Buffer>;
  /**
   * `length` bytes of the unzipped content from `start` on, fewer where it ends before. What follows isn't touched,
   * what lies before takes no memory: for headers. Throws InputError when it can't be read.
   */
  readPart(path: string, start: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}
