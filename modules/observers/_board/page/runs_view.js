// The list of runs, with what to compare.
import { button, element, runLink, scrolling, statusOf } from "/elements.js";
import { durationText, numberText, timeText, titleOf } from "/format.js";

/** Between two looks at the list, ms. */
const LOOK_MS = 2_000;

/** Runs that can be compared at most. */
const MOST_COMPARED = 16;

/** Shows the runs in `parent`. Returns what ends it. */
export function showRuns(parent, { onPlace, onConnection }) {
  const view = new RunsView(parent, onPlace);
  let timer;
  let left = false;
  const look = async () => {
    try {
      const response = await fetch("/api/runs");
      const listed = await response.json();
      if (left) return;
      view.update(listed);
      onConnection(true);
    } catch {
      if (!left) onConnection(false);
    }
    if (!left) timer = setTimeout(look, LOOK_MS);
  };
  void look();
  return () => {
    left = true;
    clearTimeout(timer);
  };
}

const COLUMNS = [
  ["run", ({ started_at }) => started_at],
  ["status", ({ status }) => status],
  ["epochs", ({ epoch }) => epoch],
  ["time", ({ wall_s }) => wall_s],
];

class RunsView {
  #onPlace;
  #chosen = new Set();
  #sort = { key: undefined, down: false };
  #known = "";
  #runs = [];
  #where = element("p", { class: "subtitle" });
  #compare = button("", () => this.#goToCompare(), { class: "primary" });
  #faults = element("p", { class: "state", role: "alert", hidden: true });
  #table = element("div");

  constructor(parent, onPlace) {
    this.#onPlace = onPlace;
    parent.replaceChildren(
      element("div", { class: "run-head" }, [
        element("div", {}, [element("h1", { text: "Runs" }), this.#where]),
        element("div", { class: "actions" }, [this.#compare]),
      ]),
      this.#faults,
      this.#table,
    );
    this.#showCompare();
  }

  update({ directory, runs }) {
    const key = JSON.stringify(runs);
    if (key === this.#known) return;
    this.#known = key;
    this.#onPlace("");
    const faults = runs.flatMap(({ fault }) => (fault ? [fault] : []));
    this.#faults.hidden = faults.length === 0;
    this.#faults.textContent = faults.join(" ");
    this.#runs = runs.filter(({ fault }) => !fault);
    const live = this.#runs.filter(({ status }) => status === "running").length;
    this.#where.textContent = `${numberText(this.#runs.length)} in ${directory}${live > 0 ? `, ${live} training` : ""}`;
    this.#draw();
  }

  #draw() {
    if (this.#runs.length === 0) {
      this.#table.replaceChildren(emptyList());
      return;
    }
    const metrics = [...new Set(this.#runs.flatMap(({ best = {} }) => Object.keys(best)))];
    const columns = [...COLUMNS, ...metrics.map((name) => [name, ({ best = {} }) => best[name]])];
    const focused = document.activeElement?.getAttribute("data-focus");
    this.#table.replaceChildren(
      element("section", { class: "panel flush", "aria-label": "Runs" }, [
        scrolling("Runs", [
          element("table", { "aria-label": "Runs" }, [
            element("thead", {}, [
              element("tr", {}, [
                element("th", {}, [element("span", { class: "unseen", text: "compare" })]),
                ...columns.map(([name], at) => this.#headOf(name, at >= 2)),
              ]),
            ]),
            element(
              "tbody",
              {},
              this.#sorted(columns).map((run) => this.#rowOf(run, metrics)),
            ),
          ]),
        ]),
      ]),
    );
    if (focused) this.#table.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
  }

  #headOf(name, isNumber) {
    const sorted = this.#sort.key === name;
    const order = this.#sort.down ? "descending" : "ascending";
    return element(
      "th",
      { "aria-sort": sorted ? order : undefined, class: isNumber ? "number" : undefined },
      [
        button(
          `${COLUMNS.some(([known]) => known === name) ? name : titleOf(name).toLowerCase()}${sorted ? (this.#sort.down ? " ↓" : " ↑") : ""}`,
          () => {
            this.#sort = { key: name, down: sorted ? !this.#sort.down : false };
            this.#draw();
          },
          { "data-focus": `sort ${name}` },
        ),
      ],
    );
  }

  #sorted(columns) {
    const [, value] = columns.find(([name]) => name === this.#sort.key) ?? [];
    if (!value) return this.#runs;
    const sign = this.#sort.down ? -1 : 1;
    const rank = (run) => value(run) ?? (this.#sort.down ? -Infinity : Infinity);
    return this.#runs.toSorted((a, b) => {
      const [first, second] = [rank(a), rank(b)];
      return sign * (first < second ? -1 : first > second ? 1 : 0);
    });
  }

  #rowOf(run, metrics) {
    const box = element("input", {
      type: "checkbox",
      "aria-label": `Compare ${run.id}`,
      "data-focus": `choose ${run.id}`,
      onchange: () => {
        if (box.checked) this.#chosen.add(run.id);
        else this.#chosen.delete(run.id);
        this.#showCompare();
      },
    });
    box.checked = this.#chosen.has(run.id);
    const link = runLink(run.id);
    link.setAttribute("data-focus", `open ${run.id}`);
    const number = (text) => element("td", { class: "number", text });
    return element("tr", {}, [
      element("td", {}, [box]),
      element("td", { class: "run" }, [
        link,
        element("span", { class: "quiet block", text: timeText(run.started_at) }),
      ]),
      element("td", {}, [statusOf(run.paused && run.status === "running" ? "paused" : run.status)]),
      number(`${numberText(run.epoch)} of ${numberText(run.epochs)}`),
      number(durationText(run.wall_s)),
      ...metrics.map((name) => number(numberText(run.best?.[name]))),
    ]);
  }

  #showCompare() {
    const { size } = this.#chosen;
    this.#compare.disabled = size < 2 || size > MOST_COMPARED;
    this.#compare.textContent =
      size > MOST_COMPARED
        ? `Compare (${MOST_COMPARED} at most)`
        : size < 2
          ? "Compare (choose two or more)"
          : `Compare ${size} runs`;
  }

  #goToCompare() {
    location.hash = `#/compare/${[...this.#chosen].map(encodeURIComponent).join(",")}`;
  }
}

function emptyList() {
  return element("section", { class: "panel empty" }, [
    element("h2", { text: "No runs yet" }),
    element("p", {}, [
      "A run appears here as soon as it starts: ",
      element("code", { text: "tolaria train job.ts" }),
    ]),
  ]);
}
