import { formatBytes } from "../../../format-bytes.js";
import { make } from "./element.js";
import type { Tile } from "./layout.js";

/** Draws the modules on a canvas: thousands of elements would make the page slow. */
export function drawPieces(stage: HTMLElement, tiles: readonly Tile[]): void {
  const canvas = stage.querySelector("canvas") ?? stage.appendChild(make("canvas", null));
  canvas.setAttribute("aria-hidden", "true");
  const ratio = devicePixelRatio;
  canvas.width = stage.clientWidth * ratio;
  canvas.height = stage.clientHeight * ratio;
  const context = canvas.getContext("2d");
  if (context === null) return;
  const style = getComputedStyle(stage);
  const color = (name: string) => style.getPropertyValue(`--${name}`);
  context.scale(ratio, ratio);
  for (const tile of tiles) {
    const isUnused = tile.pieces.every(({ module }) => module.loaded === "unreached");
    context.fillStyle = color(isUnused ? "unreached" : (tile.pieces[0]?.module.loaded ?? "unreached"));
    context.fillRect(tile.x, tile.y, tile.width, tile.height);
    for (const piece of tile.pieces) {
      context.fillStyle = color(piece.module.loaded);
      context.fillRect(piece.x, piece.y, piece.width, piece.height);
      if (piece.width < 3 || piece.height < 3) continue;
      context.strokeStyle = color("ground");
      context.lineWidth = 0.5;
      context.strokeRect(piece.x, piece.y, piece.width, piece.height);
    }
  }
}

export interface TileOptions {
  readonly isFound: (tile: Tile) => boolean;
  readonly selected: string | null;
  readonly onSelect: (tile: Tile) => void;
}

/** A button on each package: reached by Tab once, then by arrow keys. */
export function placeTiles(stage: HTMLElement, tiles: readonly Tile[], options: TileOptions): void {
  const focused =
    document.activeElement instanceof HTMLElement ? document.activeElement.dataset.id : undefined;
  const buttons = tiles.map((tile) => tileButton(tile, options));
  const first = buttons.find(({ dataset }) => dataset.id === (options.selected ?? focused)) ?? buttons[0];
  if (first !== undefined) first.tabIndex = 0;
  for (const [index, button] of buttons.entries()) {
    button.addEventListener("keydown", ({ key }) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key];
      const next = step === undefined ? undefined : buttons[index + step];
      if (next === undefined) return;
      button.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    });
  }
  for (const old of stage.querySelectorAll("button")) old.remove();
  stage.append(...buttons);
  if (focused !== undefined) buttons.find(({ dataset }) => dataset.id === focused)?.focus();
}

function tileButton(tile: Tile, { isFound, selected, onSelect }: TileOptions): HTMLButtonElement {
  const { group } = tile;
  const button = make("button", null);
  button.type = "button";
  button.tabIndex = -1;
  button.dataset.id = group.id;
  button.title = `${group.name}${group.version === null ? "" : ` ${group.version}`}: ${formatBytes(group.bytes)}`;
  button.setAttribute("aria-label", button.title);
  button.setAttribute("aria-pressed", String(selected === group.id));
  button.classList.toggle("dimmed", !isFound(tile));
  button.style.left = `${tile.x}px`;
  button.style.top = `${tile.y}px`;
  button.style.width = `${tile.width}px`;
  button.style.height = `${tile.height}px`;
  if (tile.width > 40 && tile.height > 14) button.append(make("span", group.name));
  button.addEventListener("click", () => onSelect(tile));
  return button;
}
