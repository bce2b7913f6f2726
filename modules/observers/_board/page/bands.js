// Bands over the steps of a run: stages of seeds, breakers, modes, pauses and emergencies.
import { element, panel } from "/elements.js";
import { levelText, lower, numberText, stageText } from "/format.js";
import { attribute } from "/happenings.js";

/** Rows of a panel, and segments of a row, at most: the latest. */
const MOST_ROWS = 24;
const MOST_SEGMENTS = 120;

/** About what the names of rows take, in pixels. */
const LABEL_PIXELS = 170;

/** Colors by what a band shows; each has its name beside it too. */
const COLORS = {
  germinated: 6,
  training: 5,
  blending: 2,
  shadowing: 4,
  probationary: 7,
  fossilized: 3,
  culled: "bad",
  embargoed: "bad",
  resetting: 6,
  open: "bad",
  "half open": 5,
  conservative: 5,
  paused: 6,
  minor: 5,
  major: 2,
  severe: "bad",
  critical: "bad",
};

/** Bands with what they are of: `{ label, segments: { from, to, name }[] }`. */
export function seedBands(events, end) {
  const changes = events.filter(
    (event) => event.kind === "seed/transition" && attribute(event, "seed.passed") !== false,
  );
  return rowsOf(changes, end, (event) => [
    String(attribute(event, "seed.id")),
    stageText(attribute(event, "seed.to")),
  ]).map((row) => ({ ...row, segments: row.segments.filter(({ name }) => name !== "dormant") }));
}

/** Breakers that were not always closed, the mode, pauses and emergencies. */
export function controlBands(events, end) {
  const told = {
    mode: (event) => ["mode", quiet(attribute(event, "mode.to"), "normal")],
    pause: (event) => ["pause", attribute(event, "pause.paused") ? "paused" : ""],
    "emergency/raised": (event) => [
      "emergency",
      attribute(event, "emergency.rehearsal") ? "" : levelText(attribute(event, "emergency.level")),
    ],
    "emergency/stood-down": () => ["emergency", ""],
    breaker: (event) => [
      `breaker ${attribute(event, "breaker.name")}`,
      quiet(lower(attribute(event, "breaker.to"), "CIRCUIT_STATE_"), "closed"),
    ],
  };
  const changes = events.filter(({ kind }) => Object.hasOwn(told, kind));
  return rowsOf(changes, end, (event) => told[event.kind](event)).map((row) => ({
    ...row,
    segments: row.segments.filter(({ name }) => name !== ""),
  }));
}

function quiet(name, usual) {
  return name === usual ? "" : String(name ?? "");
}

function rowsOf(events, end, told) {
  const rows = new Map();
  for (const event of events) {
    const [label, name] = told(event);
    const segments = rows.get(label) ?? [];
    rows.set(label, segments);
    const last = segments.at(-1);
    if (last?.name === name) continue;
    if (last) last.to = event.step;
    segments.push({ from: event.step, to: end, name });
  }
  return [...rows].map(([label, segments]) => ({ label, segments }));
}

/** A panel of bands over the steps up to `end`. */
export class Bands {
  #body = element("div", { class: "bands" });
  #legend = element("ul", { class: "legend" });
  #key = "";

  constructor(title) {
    this.node = panel(title, [this.#legend, this.#body], { class: "panel wide", hidden: true });
  }

  /** @param {{ label: string, segments: { from: number, to: number, name: string }[] }[]} rows */
  show(rows, end) {
    const shown = rows.filter(({ segments }) => segments.length > 0).slice(-MOST_ROWS);
    this.node.hidden = shown.length === 0;
    const key = JSON.stringify([shown, end]);
    if (this.node.hidden || key === this.#key) return;
    this.#key = key;
    const names = new Set(shown.flatMap(({ segments }) => segments.map(({ name }) => name)));
    this.#legend.replaceChildren(...[...names].map(legendOf));
    const pixels = Math.max(100, this.#body.clientWidth - LABEL_PIXELS);
    this.#body.replaceChildren(
      ...shown.map((row) => rowOf(row, Math.max(1, end), pixels)),
      element("div", { class: "band-axis", "aria-hidden": "true" }, [
        element("span", { text: "0" }),
        element("span", { text: `step ${numberText(end)}` }),
      ]),
    );
  }
}

function legendOf(name) {
  return element("li", {}, [
    element("span", {
      class: "swatch block",
      css: { "--color": colorOf(name) },
      "aria-hidden": "true",
    }),
    element("span", { text: name }),
  ]);
}

function colorOf(name) {
  const color = COLORS[name] ?? 1;
  return color === "bad" ? "var(--bad)" : `var(--series-${color})`;
}

function rowOf({ label, segments }, end, pixels) {
  const told = segments.map(({ from, to, name }) => `${name} from step ${from} to ${to}`);
  return element("div", { class: "band" }, [
    element("span", { class: "band-label", text: label }),
    element(
      "div",
      { class: "band-track", role: "img", "aria-label": `${label}: ${told.join("; ")}` },
      segments
        .slice(-MOST_SEGMENTS)
        .map(({ from, to, name }) => segmentOf(from, to, name, end, pixels)),
    ),
  ]);
}

function segmentOf(from, to, name, end, pixels) {
  const width = Math.max(0.4, (100 * (to - from)) / end);
  return element("span", {
    class: "segment",
    // What has no room for its name shows it when pointed at.
    text: (width / 100) * pixels > name.length * 7 + 12 ? name : "",
    title: `${name}: step ${from} to ${to}`,
    css: {
      left: `${(100 * from) / end}%`,
      width: `${Math.min(width, 100 - (100 * from) / end)}%`,
      "--color": colorOf(name),
    },
  });
}
