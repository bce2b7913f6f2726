// Line charts on a canvas, by uPlot. Each is drawn in a task of its own, and only while it is in sight.
import { colorOf } from "/colors.js";
import { button, element } from "/elements.js";
import { numberText, tickText } from "/format.js";
import { drawMarks } from "/marks.js";
import { drawNever, drawSoon } from "/painter.js";
import { lastOf } from "/series.js";
import uPlot from "/uplot.js";

const COLORS = 7;
const HEIGHT = 220;

const inSight = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) target.chart.onSight(isIntersecting);
  },
  { rootMargin: "150px" },
);

/**
 * A chart in a panel of its own.
 *
 * @typedef {{ label: string, values: (number | null)[], color?: number, dash?: boolean, faint?: boolean }} Line
 * @typedef {{ x: number, label: string, kind?: string }} Mark A vertical line.
 * @typedef {{ x: number[], lines: Line[], marks?: Mark[], note?: string }} Shown
 */
export class Chart {
  #title;
  #options;
  #plot;
  #key = "";
  #log;
  #zoomed = false;
  #visible = false;
  #build;
  #lines = [];
  #marks = [];
  #place = element("div", {
    class: "plot",
    tabindex: "0",
    onkeydown: (event) => this.#onKey(event),
  });
  #legend = element("ul", { class: "legend" });
  #note = element("p", { class: "note", hidden: true });
  #live = element("p", { class: "unseen", role: "status" });
  #size = new ResizeObserver(() => this.#resize());
  #dark = matchMedia("(prefers-color-scheme: dark)");

  /**
   * @param {string} title
   * @param {{ log?: boolean, scales?: boolean, limit?: { value: number, label: string }, x?: string }} [options]
   */
  constructor(title, options = {}) {
    this.#title = title;
    this.#options = options;
    this.#log = options.log === true;
    this.node = element("figure", { class: "panel chart", hidden: true }, [
      element("figcaption", {}, [
        element("h2", { text: title }),
        ...(options.scales ? [this.#scaleButton()] : []),
      ]),
      this.#legend,
      this.#place,
      this.#note,
      this.#live,
    ]);
    this.node.chart = this;
    this.#size.observe(this.#place);
    this.#dark.addEventListener("change", this.#again);
    inSight.observe(this.node);
  }

  /**
   * Shows something else.
   *
   * @param {boolean} any Whether there is anything to show; the chart is hidden if not.
   * @param {() => Shown} build Is called when the chart is drawn.
   */
  show(any, build) {
    this.node.hidden = !any;
    this.#build = any ? build : undefined;
    if (any && this.#visible) drawSoon(this);
  }

  onSight(visible) {
    this.#visible = visible;
    if (visible && this.#build) drawSoon(this);
  }

  /** Draws what was shown last. Returns how many points that were. */
  draw() {
    if (!this.#build) return 0;
    const { x, lines, marks = [], note = "" } = this.#build();
    this.#build = this.#visible ? undefined : this.#build;
    this.#lines = lines.filter(({ values }) => values.some((value) => value !== null));
    this.#marks = marks;
    this.#note.textContent = note;
    this.#note.hidden = note === "";
    const key = JSON.stringify([this.#log, this.#lines.map(({ values: _, ...line }) => line)]);
    const data = [x, ...this.#lines.map(({ values }) => values)];
    if (key !== this.#key || !this.#plot) this.#make(key, data);
    else {
      this.#plot.setData(data, !this.#zoomed);
      if (this.#zoomed) this.#plot.redraw();
    }
    this.#showLegend();
    this.#describe();
    return x.length * (this.#lines.length + 1);
  }

  dispose() {
    inSight.unobserve(this.node);
    this.#size.disconnect();
    this.#dark.removeEventListener("change", this.#again);
    drawNever(this);
    this.#plot?.destroy();
    this.#plot = undefined;
  }

  /** Draws the same with other colors or another scale. */
  #again = () => {
    this.#key = "";
    if (!this.#plot) return;
    const { data } = this.#plot;
    const [lines, marks, note] = [this.#lines, this.#marks, this.#note.textContent];
    this.#build ??= () => ({
      x: data[0],
      lines: lines.map((line, at) => ({ ...line, values: data[at + 1] })),
      marks,
      note,
    });
    drawSoon(this);
  };

  #scaleButton() {
    const toggle = button("log", () => {
      this.#log = !this.#log;
      toggle.setAttribute("aria-pressed", String(this.#log));
      this.#again();
    });
    toggle.className = "small";
    toggle.setAttribute("aria-pressed", String(this.#log));
    toggle.setAttribute("aria-label", `${this.#title}: logarithmic scale`);
    return toggle;
  }

  #describe() {
    const ends = this.#lines.map(({ label, values }) => `${label} ${numberText(lastOf(values))}`);
    this.#place.setAttribute("role", "img");
    this.#place.setAttribute("aria-label", `${this.#title}: ${ends.join(", ")}`);
  }

  #make(key, data) {
    this.#plot?.destroy();
    this.#key = key;
    this.#zoomed = false;
    const [text, grid] = ["--muted", "--grid"].map(colorOf);
    const strokes = Array.from({ length: COLORS }, (_, at) => colorOf(`--series-${at + 1}`));
    const font = `11px ${getComputedStyle(document.body).fontFamily}`;
    const axis = { stroke: text, font, grid: { stroke: grid, width: 1 }, ticks: { show: false } };
    this.#legend.replaceChildren(...this.#lines.map((line, at) => this.#legendOf(line, at)));
    this.#plot = new uPlot(
      {
        width: Math.max(240, this.#place.clientWidth || 400),
        height: HEIGHT,
        padding: [8, 18, 0, 0],
        legend: { show: false },
        cursor: {
          drag: { x: true, y: false },
          points: { size: 7 },
          ...(this.#options.sync && { sync: { key: this.#options.sync } }),
        },
        scales: { x: { time: false }, y: this.#log ? { distr: 3 } : {} },
        axes: [
          { ...axis, size: 26, values: (_, ticks) => ticks.map(tickText) },
          {
            ...axis,
            size: 52,
            values: (_, ticks) => ticks.map((tick) => (tick === null ? "" : tickText(tick))),
          },
        ],
        series: [
          { label: this.#options.x ?? "step" },
          ...this.#lines.map(({ label, dash, faint, color }, at) => ({
            label,
            stroke: strokes[(color ?? at) % COLORS],
            width: faint ? 1 : 1.75,
            alpha: faint ? 0.4 : 1,
            spanGaps: true,
            ...(dash && { dash: [6, 4] }),
            points: { show: data[0].length < 40, size: 5 },
          })),
        ],
        hooks: {
          draw: [(plot) => drawMarks(plot, font, this.#marks, this.#options.limit)],
          setCursor: [() => this.#showLegend()],
          setSelect: [
            ({ select }) => {
              if (select.width > 0) this.#zoomed = true;
            },
          ],
        },
      },
      data,
      this.#place,
    );
    this.#plot.over.addEventListener("dblclick", () => {
      this.#zoomed = false;
    });
  }

  #legendOf({ label, dash, faint, color }, at) {
    return element("li", {}, [
      element("span", {
        class: `swatch${dash ? " dash" : ""}${faint ? " faint" : ""}`,
        css: { "--color": `var(--series-${((color ?? at) % COLORS) + 1})` },
        "aria-hidden": "true",
      }),
      element("span", { text: label }),
      element("b"),
    ]);
  }

  /** Values under the cursor; without one, the last. */
  #showLegend() {
    const idx = this.#plot?.cursor.idx;
    this.#lines.forEach(({ values }, at) => {
      const value = this.#legend.children[at]?.querySelector("b");
      const here = idx === null || idx === undefined ? lastOf(values) : near(values, idx);
      if (value) value.textContent = numberText(here);
    });
  }

  /** The cursor goes by arrows, and says what is there. */
  #onKey(event) {
    const plot = this.#plot;
    const last = (plot?.data[0].length ?? 0) - 1;
    if (last < 0) return;
    const by = Math.max(1, Math.round(last / 50));
    const at = plot.cursor.idx ?? last;
    const to = {
      ArrowLeft: Math.max(0, at - by),
      ArrowRight: Math.min(last, at + by),
      Home: 0,
      End: last,
    }[event.key];
    if (event.key === "Escape" && this.#zoomed) {
      this.#zoomed = false;
      plot.setData(plot.data, true);
    }
    if (to === undefined) return;
    event.preventDefault();
    const x = plot.data[0][to];
    plot.setCursor({ left: plot.valToPos(x, "x"), top: HEIGHT / 3 });
    const values = this.#lines.map(
      ({ label, values: all }) => `${label} ${numberText(near(all, to))}`,
    );
    this.#live.textContent = `${this.#options.x ?? "step"} ${x}: ${values.join(", ")}`;
  }

  #resize() {
    const width = this.#place.clientWidth;
    if (this.#plot && width > 0 && Math.abs(width - this.#plot.width) > 1) {
      this.#plot.setSize({ width, height: HEIGHT });
    }
  }
}

/** The value at a place, or the last one before it. */
function near(values, at) {
  for (let back = at; back >= 0; back--) if (values[back] !== null) return values[back];
  return null;
}
