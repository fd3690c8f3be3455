import { recording } from "../cache/disk.js";
import { stillHolds, Trace } from "../cache/trace.js";
import { analyzeCode } from "../code/analyze.js";
import { weighInstalledPackages } from "../code/imports/package-weight.js";
import { sourcesFromDisk, toPosix } from "../code/project/project.js";
import { type SourceSet, withText } from "../code/project/source-set.js";
import type { Subject } from "../subject/subject.js";
import type { DiscoverOptions } from "./discovered.js";
import { analysedSubject, sourceSubject } from "./source.js";
import { type HandlersToFollow, handlersToFollow } from "./source-handlers.js";

/** After so many of its files were asked for one by one, a project is looked at as a whole: that is cheaper for all. */
const ONE_BY_ONE = 2;
/** How long what was read is believed without asking the disk again (ms), and how many times as long as asking takes. */
const BELIEVED = 500;
const TIMES_ASKING = 20;
/** The same (ms) where it can't be told: something changed while it was read, or code is nested too deep to be followed. */
const BELIEVED_BLINDLY = 5_000;

/** Source files below a folder that are looked at again and again, one at a time, as editors do. */
export class SourceProject {
  readonly #trace: Trace;
  readonly #weigher = weighInstalledPackages();
  readonly #asked = new Set<string>();
  #whole: Promise<Subject> | null = null;
  readonly #readAt = performance.now();
  #believedUntil = this.#readAt + BELIEVED;

  private constructor(
    readonly folder: string,
    readonly files: SourceSet,
    readonly handlers: HandlersToFollow,
    readonly options: DiscoverOptions,
    trace: Trace,
  ) {
    this.#trace = trace;
  }

  /** `folder` is an absolute path. */
  static async read(folder: string, options: DiscoverOptions): Promise<SourceProject> {
    const trace = new Trace();
    return recording(trace, async () => {
      const files = sourcesFromDisk([folder], options.cwd);
      const handlers = await handlersToFollow([folder], files, options);
      return new SourceProject(folder, files, handlers, options, trace);
    });
  }

  /** Whether the disk would tell the same as when it was read. */
  isCurrent(): boolean {
    const asked = performance.now();
    if (asked < this.#believedUntil) return true;
    const { noted } = this.#trace;
    if (noted === null) return asked < this.#readAt + BELIEVED_BLINDLY;
    if (stillHolds(noted) === null) return false;
    const now = performance.now();
    this.#believedUntil = now + Math.max(BELIEVED, (now - asked) * TIMES_ASKING);
    return true;
  }

  /**
   * What is said of a file (absolute) that has this text now is all here, maybe beside what is said of others; their
   * text is what lies on disk. The same subject again where the whole project was looked at.
   */
  async subject(place: string, text: string): Promise<Subject> {
    const file = toPosix(place);
    return recording(this.#trace, async () => {
      const isAsOnDisk = this.files.read(file) === text;
      this.#asked.add(file);
      if (isAsOnDisk && this.#asked.size > ONE_BY_ONE) {
        this.#whole ??= sourceSubject([this.folder], this.options);
        return this.#whole;
      }
      return this.#alone(file, isAsOnDisk ? this.files : withText(this.files, file, text), text);
    });
  }

  /** By the handlers that reach the file. */
  async #alone(file: string, files: SourceSet, text: string): Promise<Subject> {
    const { problems, ...followed } = this.handlers;
    const code = await analyzeCode({
      files,
      ...followed,
      changed: { files: [file], helpers: [file] },
      clients: this.options.clients,
      weigher: this.#weigher,
    });
    const sizes = [{ path: file, bytes: Buffer.byteLength(text) }];
    return analysedSubject([file], { code, files: sizes, problems, wereNamed: true }, this.options);
  }
}
