import { readFileSync } from "node:fs";
import { resolveUplot } from "../../../deps_worker.ts";

const SCRIPTS = [
  "actions.js",
  "bands.js",
  "charts.js",
  "colors.js",
  "compare_view.js",
  "elements.js",
  "events_panel.js",
  "examples_panel.js",
  "follow.js",
  "format.js",
  "happenings.js",
  "main.js",
  "marks.js",
  "painter.js",
  "panels.js",
  "run_charts.js",
  "run_view.js",
  "runs_view.js",
  "series.js",
  "trace_panel.js",
  "trace_tree.js",
];

const JAVASCRIPT = "text/javascript; charset=utf-8";
const CSS = "text/css; charset=utf-8";

type Asset = readonly [path: string, asset: readonly [file: () => URL | string, type: string]];

/** Files that are served, and nothing else: each path with its file and type. */
const ASSETS = new Map<string, Asset[1]>([
  ["/", [() => own("index.html"), "text/html; charset=utf-8"]],
  ["/board.css", [() => own("board.css"), CSS]],
  ...SCRIPTS.map((name): Asset => [`/${name}`, [() => own(name), JAVASCRIPT]]),
  ["/uplot.js", [() => resolveUplot("uPlot.esm.js"), JAVASCRIPT]],
  ["/uplot.css", [() => resolveUplot("uPlot.min.css"), CSS]],
]);

function own(name: string): URL {
  return new URL(`page/${name}`, import.meta.url);
}

/** The file at a path of the page, with its type; undefined if there is none. */
export function assetAt(
  path: string,
): { readonly type: string; readonly bytes: Buffer } | undefined {
  const asset = ASSETS.get(path);
  return asset && { type: asset[1], bytes: readFileSync(asset[0]()) };
}
