import type { PageData } from "../page-data.js";
import { controls } from "./controls.js";
import { showDetails } from "./details.js";
import { element } from "./element.js";
import { layout, type Metric, metricsOf, type Tile } from "./layout.js";
import { drawPieces, placeTiles } from "./treemap.js";

/*
 * The page's script. Everything it shows came out of somebody's archive: text is only ever set as text.
 */
const data = JSON.parse(element("data").textContent ?? "{}") as PageData;
const stage = element("treemap");
const details = element("details");

const state: { fn: number; metric: Metric; query: string; selected: string | null } = {
  fn: 0,
  metric: "bytes",
  query: "",
  selected: null,
};

start();

function start(): void {
  if (data.functions.length === 0 || data.artifacts.length === 0) return;
  element("map").hidden = false;
  const bar = controls(element("controls"), data, {
    onFunction(index) {
      state.fn = index;
      state.selected = null;
      draw();
    },
    onMetric(metric) {
      state.metric = metric;
      draw();
    },
    onSearch(query) {
      state.query = query;
      draw();
    },
  });
  linkTables();
  draw();
  new ResizeObserver(() => draw()).observe(stage);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => draw());

  function draw(): void {
    const artifact = data.artifacts[data.functions[state.fn]?.artifact ?? -1];
    const metrics = artifact === undefined ? (["bytes"] as const) : metricsOf(artifact);
    if (!metrics.some((metric) => metric === state.metric)) state.metric = "bytes";
    bar.offer(metrics, state.metric);
    const tiles =
      artifact === undefined ? [] : layout(artifact, state.metric, stage.clientWidth, stage.clientHeight);
    drawPieces(stage, tiles);
    const isFound = (tile: Tile) => tile.group.name.toLowerCase().includes(state.query.toLowerCase());
    placeTiles(stage, tiles, {
      isFound,
      selected: state.selected,
      onSelect: (tile) => select(tile.group.id),
    });
    bar.tell(tiles.filter(isFound).length, tiles.length, state.query);
    for (const row of document.querySelectorAll<HTMLElement>("tr[data-package]")) {
      const name = row.querySelector("th")?.textContent ?? "";
      row.hidden = !name.toLowerCase().includes(state.query.toLowerCase());
    }
  }

  function select(id: string): void {
    state.selected = id;
    const fn = data.functions[state.fn];
    const artifact = data.artifacts[fn?.artifact ?? -1];
    const group = artifact?.groups.find((one) => one.id === id);
    if (artifact === undefined || group === undefined) return;
    showDetails(details, { group, artifact, findings: data.findings });
    for (const button of stage.querySelectorAll("button"))
      button.setAttribute("aria-pressed", String(button.dataset.id === id));
  }

  /** Rows of the tables lead to the map's details. */
  function linkTables(): void {
    for (const row of document.querySelectorAll<HTMLElement>("tr[data-package]")) {
      const cell = row.querySelector("th");
      if (cell === null) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = cell.textContent;
      button.addEventListener("click", () => {
        const artifact = data.artifacts.findIndex(({ path }) => path === row.dataset.artifact);
        const fn = data.functions.findIndex((one) => one.artifact === artifact);
        if (fn !== -1 && data.functions[state.fn]?.artifact !== artifact) {
          state.fn = fn;
          bar.choose(fn);
          draw();
        }
        select(row.dataset.package ?? "");
        details.scrollIntoView({ block: "nearest" });
      });
      cell.replaceChildren(button);
    }
  }
}
