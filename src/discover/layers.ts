import type { Artifact } from "../artifact/artifact.js";
import { openDirectory } from "../artifact/directory.js";
import { statOf } from "../artifact/stat-of.js";
import { artifactWith } from "../artifact/view.js";
import { openZip } from "../artifact/zip.js";
import { InputError, type Problem } from "../errors.js";
import type { FunctionSettings } from "../function.js";
import type { Subject } from "../subject/subject.js";
import type { DeployedFunction, DeployedLayer } from "./deployed.js";
import type { DiscoverOptions, FoundArtifact } from "./discovered.js";
import { type OpenLayer, openLayer } from "./open-layer.js";
import { plainSubject } from "./plain-subject.js";
import { reportPath } from "./report-path.js";

export type LayerUser = Pick<DeployedFunction, "layers"> & Partial<Pick<DeployedFunction, "settings">>;

/** The layers of a deployment, each opened once and kept open until all functions that use it were looked at. */
export class DeployedLayers {
  readonly #options: DiscoverOptions;
  readonly #open = new Map<string, OpenLayer>();
  /** The deploy tool, by place of the layers that only its own functions use. */
  readonly #helpers = new Map<string, string>();

  constructor(options: DiscoverOptions) {
    this.#options = options;
  }

  /** Opens the layers of these functions, and says which it can't. */
  async open(functions: readonly LayerUser[]): Promise<Problem[]> {
    const problems: Problem[] = [];
    this.#noteHelpers(functions);
    const wanted = new Map(functions.flatMap(({ layers }) => layers.map((layer) => [layer.place, layer])));
    for (const layer of wanted.values()) {
      try {
        this.#open.set(layer.place, openLayer(await this.#openArtifact(layer)));
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        problems.push(error.problem);
      }
    }
    return problems;
  }

  /** Those of a function that could be opened, in order. */
  of({ layers }: LayerUser): OpenLayer[] {
    return layers.flatMap(({ place }) => this.#open.get(place) ?? []);
  }

  /** A function's settings; a layer that couldn't be opened is an unknown one. */
  settingsOf(fn: DeployedFunction): FunctionSettings | null {
    const missing = this.missingOf(fn);
    if (fn.settings === null || missing.length === 0) return fn.settings;
    return { ...fn.settings, unknownLayers: [...fn.settings.unknownLayers, ...missing] };
  }

  /** Names of those that couldn't be opened. */
  missingOf({ layers }: LayerUser): string[] {
    return layers.filter(({ place }) => !this.#open.has(place)).map(({ name }) => name);
  }

  *found(): Generator<FoundArtifact> {
    for (const [place, { artifact }] of this.#open)
      yield { id: artifact.id, open: () => this.#subject(place, artifact) };
  }

  async #subject(place: string, artifact: Artifact): Promise<Subject> {
    const helperOf = this.#helpers.get(place);
    // Whoever looks at it closes it, but functions may still need its files.
    const keptOpen = artifactWith(artifact, { close: async () => {} });
    const subject = await plainSubject(keptOpen, this.#options);
    return helperOf === undefined ? subject : { ...subject, helperOf };
  }

  async close(): Promise<void> {
    for (const { artifact } of this.#open.values()) await artifact.close();
    this.#open.clear();
  }

  #noteHelpers(functions: readonly LayerUser[]): void {
    const users = new Set<string>();
    for (const { layers, settings } of functions) {
      for (const { place } of layers) {
        if (settings?.helperOf === undefined) users.add(place);
        else this.#helpers.set(place, settings.helperOf);
      }
    }
    for (const place of users) this.#helpers.delete(place);
  }

  async #openArtifact({ name, place }: DeployedLayer) {
    const path = reportPath(place, this.#options.cwd);
    const naming = { id: path, path, role: "layer" } as const;
    const status = statOf(place);
    if (status === null) {
      throw new InputError({
        code: "code-missing",
        path,
        message: `does not exist; the layer ${name} is deployed from it. Build first, then lint.`,
      });
    }
    return status.isDirectory() ? openDirectory(place, naming) : openZip(place, naming);
  }
}
