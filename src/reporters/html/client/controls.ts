import type { PageData } from "../page-data.js";
import { make } from "./element.js";
import type { Metric } from "./layout.js";

const METRIC_NAMES: Readonly<Record<Metric, string>> = {
  bytes: "unzipped bytes",
  zipped: "zipped bytes",
  init: "bytes that init loads",
};
const LEGEND = [
  ["init", "loaded at init"],
  ["lazy", "loaded lazily"],
  ["unreached", "not loaded"],
  ["unknown", "not known"],
] as const;

export interface Handlers {
  onFunction(index: number): void;
  onMetric(metric: Metric): void;
  onSearch(query: string): void;
}

export interface Controls {
  /** Which metrics there are, and which is shown. */
  offer(metrics: readonly Metric[], shown: Metric): void;
  /** How many packages a search found. */
  tell(found: number, all: number, query: string): void;
  choose(fn: number): void;
}

/** The function, what tiles are sized by, a search, and what the colours mean. */
export function controls(bar: HTMLElement, data: PageData, handlers: Handlers): Controls {
  const functions = make("select", null);
  functions.append(...data.functions.map(({ id }, index) => option(String(index), id)));
  functions.addEventListener("change", () => handlers.onFunction(Number(functions.value)));
  const metrics = make("select", null);
  metrics.addEventListener("change", () => handlers.onMetric(metrics.value as Metric));
  const search = make("input", null);
  search.type = "search";
  search.addEventListener("input", () => handlers.onSearch(search.value));
  const status = make("span", "");
  status.setAttribute("role", "status");
  const legend = make("ul", null, ...LEGEND.map(([name, text]) => legendItem(name, text)));
  legend.className = "legend";
  bar.append(
    make("label", "function", functions),
    make("label", "sized by", metrics),
    make("label", "search", search),
    status,
    legend,
  );
  return {
    offer(offered, shown) {
      metrics.replaceChildren(...offered.map((metric) => option(metric, METRIC_NAMES[metric])));
      metrics.value = shown;
    },
    tell(found, all, query) {
      status.textContent = query === "" ? "" : `${found} of ${all} found`;
    },
    choose(fn) {
      functions.value = String(fn);
    },
  };
}

function option(value: string, text: string): HTMLOptionElement {
  const made = make("option", text);
  made.value = value;
  return made;
}

function legendItem(name: string, text: string): HTMLLIElement {
  const mark = make("span", null);
  mark.className = name;
  return make("li", null, mark, document.createTextNode(text));
}
