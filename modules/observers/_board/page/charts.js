// Line charts on a canvas, by uPlot.

import { element, numberText } from "/elements.js";
import uPlot from "/uplot.js";

/** Colors of lines, which people with any color vision tell apart (Okabe and Ito 2008). */
const COLORS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f7f7f"];

/** The color of a variable of the page, as a canvas takes it. */
function colorOf(variable) {
  const probe = element("span", { style: `color: var(${variable})` });
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** A chart in a panel of its own; made anew when its lines or the colors of the page change. */
export class Chart {
  #title;
  #options;
  #plot;
  #key = "";
  #place = element("div");
  #note = element("p", { hidden: true });
  #marks = [];
  #size = new ResizeObserver(() => this.#resize());
  #dark = matchMedia("(prefers-color-scheme: dark)");
  #last;

  /**
   * @param {string} title
   * @param {{ log?: boolean, limit?: { value: number, label: string }, x?: string }} [options]
   */
  constructor(title, options = {}) {
    this.#title = title;
    this.#options = options;
    this.node = element("figure", { class: "panel", style: "margin: 0", hidden: true }, [
      element("h2", { text: title }),
      this.#place,
      this.#note,
    ]);
    this.#size.observe(this.#place);
    this.#dark.addEventListener("change", this.#again);
  }

  /**
   * Shows lines over x, hidden while there is nothing to show.
   *
   * @param {number[]} x
   * @param {{ label: string, values: (number | null)[], dash?: boolean, faint?: boolean }[]} lines
   * @param {{ x: number, label: string }[]} [marks] Vertical lines.
   */
  show(x, lines, marks = [], note = "") {
    const present = lines.filter(({ values }) => values.some((value) => value !== null));
    this.#last = [x, lines, marks, note];
    this.node.hidden = x.length === 0 || present.length === 0;
    if (this.node.hidden) return;
    this.#marks = marks;
    this.#note.textContent = note;
    this.#note.hidden = note === "";
    const key = JSON.stringify(present.map(({ label, dash, faint }) => [label, dash, faint]));
    const data = [x, ...present.map(({ values }) => values)];
    if (key === this.#key && this.#plot) this.#plot.setData(data);
    else this.#make(key, present, data);
    // Without a pointer over it, the legend shows the last values.
    if ((this.#plot.cursor.idx ?? undefined) === undefined)
      this.#plot.setLegend({ idx: x.length - 1 });
    const ends = present.map(({ label, values }) => `${label} ${numberText(lastOf(values))}`);
    this.#place.setAttribute("role", "img");
    this.#place.setAttribute("aria-label", `${this.#title}: ${ends.join(", ")}`);
  }

  dispose() {
    this.#size.disconnect();
    this.#dark.removeEventListener("change", this.#again);
    this.#plot?.destroy();
  }

  #again = () => {
    this.#key = "";
    if (this.#last) this.show(...this.#last);
  };

  #make(key, lines, data) {
    this.#plot?.destroy();
    this.#key = key;
    const [text, grid, limit] = ["--muted", "--line", "--bad"].map(colorOf);
    const axis = { stroke: text, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid } };
    this.#plot = new uPlot(
      {
        width: Math.max(240, this.#place.clientWidth || 400),
        height: 220,
        cursor: { drag: { x: true, y: false } },
        scales: { x: { time: false }, y: this.#options.log ? { distr: 3 } : {} },
        axes: [
          axis,
          {
            ...axis,
            size: 64,
            values: (_, ticks) => ticks.map((tick) => (tick === null ? "" : tickText(tick))),
          },
        ],
        series: [
          { label: this.#options.x ?? "step" },
          ...lines.map(({ label, dash, faint }, at) => ({
            label,
            stroke: COLORS[at % COLORS.length],
            width: faint ? 1 : 2,
            alpha: faint ? 0.45 : 1,
            spanGaps: true,
            ...(dash && { dash: [6, 4] }),
            value: (_, value) => numberText(value),
            points: { show: data[0].length < 40 },
          })),
        ],
        hooks: { draw: [(plot) => this.#drawMarks(plot, text, limit)] },
      },
      data,
      this.#place,
    );
  }

  #drawMarks(plot, markColor, limitColor) {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
    ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
    ctx.fillStyle = markColor;
    ctx.strokeStyle = markColor;
    // Labels go to the first of some rows in which they have room, or are left out.
    const ends = new Array(3).fill(bbox.left);
    for (const { x, label } of this.#marks.slice(-60)) {
      const at = plot.valToPos(x, "x", true);
      if (at < bbox.left || at > bbox.left + bbox.width) continue;
      line(ctx, at, bbox.top, at, bbox.top + bbox.height);
      const row = ends.findIndex((end) => end <= at);
      if (row < 0) continue;
      const space = 4 * devicePixelRatio;
      ctx.fillText(label, at + space, bbox.top + (11 + 12 * row) * devicePixelRatio);
      ends[row] = at + ctx.measureText(label).width + 2 * space;
    }
    const { limit } = this.#options;
    if (limit) {
      const at = plot.valToPos(limit.value, "y", true);
      if (at >= bbox.top && at <= bbox.top + bbox.height) {
        ctx.strokeStyle = limitColor;
        ctx.fillStyle = limitColor;
        line(ctx, bbox.left, at, bbox.left + bbox.width, at);
        const width = ctx.measureText(limit.label).width;
        ctx.fillText(limit.label, bbox.left + bbox.width - width, at - 4 * devicePixelRatio);
      }
    }
    ctx.restore();
  }

  #resize() {
    const width = this.#place.clientWidth;
    if (this.#plot && width > 0 && Math.abs(width - this.#plot.width) > 1) {
      this.#plot.setSize({ width, height: 220 });
    }
  }
}

function line(ctx, fromX, fromY, toX, toY) {
  ctx.beginPath();
  ctx.moveTo(fromX, fromY);
  ctx.lineTo(toX, toY);
  ctx.stroke();
}

/** A number of an axis, as short as it can be. */
function tickText(value) {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) return value.toExponential(0);
  return String(Number(value.toPrecision(3)));
}

function lastOf(values) {
  return values.findLast((value) => value !== null && value !== undefined);
}

/**
 * Lays series with x of their own over one another.
 *
 * @param {{ x: number[], values: (number | null)[] }[]} series
 * @returns {[x: number[], ...values: (number | null)[][]]}
 */
export function joined(series) {
  const all = series.filter(({ x }) => x.length > 0);
  if (all.length === 0) return [[], ...series.map(() => [])];
  const tables = uPlot.join(all.map(({ x, values }) => [x, values]));
  let at = 0;
  return [
    tables[0],
    ...series.map(({ x }) =>
      x.length > 0 ? tables[++at].map((value) => value ?? null) : tables[0].map(() => null),
    ),
  ];
}
