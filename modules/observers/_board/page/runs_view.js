// The list of runs, with what to compare.
import { durationText, element, numberText, statusOf } from "/elements.js";

/** Between two looks at the list, ms. */
const LOOK_MS = 2_000;

/** Shows the runs in `parent`. Returns what ends it. */
export function showRuns(parent, { onPlace, onConnection }) {
  const view = new RunsView(parent, onPlace);
  let timer;
  const look = async () => {
    try {
      const response = await fetch("/api/runs");
      view.update(await response.json());
      onConnection(true);
    } catch {
      onConnection(false);
    }
    timer = setTimeout(look, LOOK_MS);
  };
  void look();
  return () => clearTimeout(timer);
}

const COLUMNS = [
  ["run", ({ id }) => id],
  ["status", ({ status }) => status],
  ["epochs", ({ epoch }) => epoch],
  ["took", ({ wall_s }) => wall_s],
];

class RunsView {
  #onPlace;
  #chosen = new Set();
  #sort = { key: undefined, down: false };
  #known = "";
  #runs = [];
  #head = element("h1", { text: "Runs" });
  #compare = element("button", { type: "button", onclick: () => this.#goToCompare() });
  #faults = element("p", { role: "alert", hidden: true });
  #table = element("div", { class: "scroll" });

  constructor(parent, onPlace) {
    this.#onPlace = onPlace;
    parent.replaceChildren(
      this.#head,
      this.#faults,
      element("p", {}, [this.#compare]),
      this.#table,
    );
    this.#showCompare();
  }

  update({ directory, runs }) {
    const key = JSON.stringify(runs);
    if (key === this.#known) return;
    this.#known = key;
    this.#onPlace(`${runs.length} in ${directory}`);
    const faults = runs.flatMap(({ fault }) => (fault ? [fault] : []));
    this.#faults.hidden = faults.length === 0;
    this.#faults.textContent = faults.join(" ");
    this.#runs = runs.filter(({ fault }) => !fault);
    this.#draw();
  }

  #draw() {
    if (this.#runs.length === 0) {
      this.#table.replaceChildren(
        element("p", { text: 'No runs yet: "tolaria train job.ts" records them.' }),
      );
      return;
    }
    const metrics = [...new Set(this.#runs.flatMap(({ best = {} }) => Object.keys(best)))];
    const columns = [...COLUMNS, ...metrics.map((name) => [name, ({ best = {} }) => best[name]])];
    const { activeElement } = document;
    const focused = activeElement?.getAttribute("data-focus");
    this.#table.replaceChildren(
      element("table", { "aria-label": "Runs" }, [
        element("thead", {}, [
          element("tr", {}, [
            element("th", { text: "" }),
            ...columns.map(([name]) => this.#headOf(name)),
          ]),
        ]),
        element(
          "tbody",
          {},
          this.#sorted(columns).map((run) => this.#rowOf(run, metrics)),
        ),
      ]),
    );
    if (focused) this.#table.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
  }

  #headOf(name) {
    const sorted = this.#sort.key === name;
    const order = this.#sort.down ? "descending" : "ascending";
    return element("th", { "aria-sort": sorted ? order : undefined }, [
      element("button", {
        type: "button",
        "data-focus": `sort ${name}`,
        text: `${name}${sorted ? (this.#sort.down ? " ▼" : " ▲") : ""}`,
        onclick: () => {
          this.#sort = { key: name, down: sorted ? !this.#sort.down : false };
          this.#draw();
        },
      }),
    ]);
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
    return element("tr", {}, [
      element("td", {}, [box]),
      element("td", {}, [
        element("a", {
          href: `#/run/${encodeURIComponent(run.id)}`,
          text: run.id,
          "data-focus": `open ${run.id}`,
        }),
      ]),
      element("td", {}, [statusOf(run.status)]),
      element("td", { text: `${run.epoch}/${run.epochs}` }),
      element("td", { text: durationText(run.wall_s) }),
      ...metrics.map((name) => element("td", { text: numberText(run.best?.[name]) })),
    ]);
  }

  #showCompare() {
    this.#compare.disabled = this.#chosen.size < 2;
    this.#compare.textContent =
      this.#chosen.size < 2 ? "Compare (choose two or more)" : `Compare ${this.#chosen.size} runs`;
  }

  #goToCompare() {
    location.hash = `#/compare/${[...this.#chosen].map(encodeURIComponent).join(",")}`;
  }
}
