// The trace of a run as a waterfall: what was part of what, when it began and how long it took.
import { button, element, factsOf, panel, scrolling } from "/elements.js";
import { msText, numberText } from "/format.js";
import { choicesOf, rowsOf, treeOf } from "/trace_tree.js";

/** Colors of spans by their names; a phase of a boundary has that of the boundary. */
const COLORS = { run: 6, epoch: 1, step: 3, validation: 4, boundary: 2, trial: 5 };

export class TracePanel {
  #choice = element("select", { "aria-label": "Part of the run", onchange: () => this.#choose() });
  #before = button("Earlier", () => this.#move(-1));
  #after = button("Later", () => this.#move(1));
  #note = element("p", { class: "note", role: "status" });
  #rows = element("div");
  #tree = treeOf([]);
  /** Id of the span that is looked at; undefined for the latest, null for the run. */
  #chosen;
  #key = "";

  constructor() {
    const head = element("div", { class: "trace-head" }, [this.#choice, this.#before, this.#after]);
    this.node = panel("Trace", [head, this.#note, this.#rows], { hidden: true });
    this.node.classList.add("wide");
  }

  show(spans) {
    this.node.hidden = spans.length === 0;
    const last = spans.at(-1);
    const key = `${spans.length} ${last?.id}`;
    if (this.node.hidden || key === this.#key) return;
    this.#key = key;
    this.#tree = treeOf(spans);
    this.#draw();
  }

  #choose() {
    this.#chosen = this.#choice.value === "" ? null : Number(this.#choice.value);
    this.#draw();
  }

  #move(by) {
    this.#choice.selectedIndex += by;
    this.#choose();
  }

  #draw() {
    const choices = choicesOf(this.#tree);
    const known = choices.some(({ span }) => span.id === this.#chosen);
    const chosen =
      this.#chosen === null ? undefined : known ? this.#chosen : choices.at(-1)?.span.id;
    this.#choice.replaceChildren(
      element("option", { value: "", text: "the whole run" }),
      ...choices.map(({ span }) => element("option", { value: span.id, text: titleOf(span) })),
    );
    this.#choice.value = String(chosen ?? "");
    this.#before.disabled = this.#choice.selectedIndex <= 0;
    this.#after.disabled = this.#choice.selectedIndex >= choices.length;
    this.#drawRows(rowsOf(this.#tree, chosen));
  }

  #drawRows({ rows, left, from, to }) {
    const many = left > 0 ? `; ${numberText(left)} more are not listed` : "";
    this.#note.textContent = `${numberText(rows.length)} spans over ${msText(to - from)}${many}`;
    this.#rows.replaceChildren(
      scrolling("Trace", [
        element("table", { class: "trace", "aria-label": "Trace" }, [
          element("thead", {}, [
            element("tr", {}, [
              element("th", { text: "span" }),
              element("th", { class: "number trace-begin", text: "begins" }),
              element("th", { class: "number", text: "takes" }),
              element("th", { class: "trace-time", "aria-hidden": "true" }, [
                element("span", { text: "0" }),
                element("span", { class: "trace-end", text: msText(to - from) }),
              ]),
            ]),
          ]),
          element(
            "tbody",
            {},
            rows.map((row) => rowOf(row, from, Math.max(1e-6, to - from))),
          ),
        ]),
      ]),
    );
  }
}

function rowOf({ span, depth }, from, all) {
  const left = Math.min(99.8, (100 * (span.at_ms - from)) / all);
  const width = Math.max(0.2, Math.min(100 - left, (100 * span.ms) / all));
  return element("tr", { "data-failed": span.failed === true }, [
    element("td", { class: "trace-span", css: { "--depth": String(depth) } }, [
      element("details", {}, [
        element("summary", {}, [
          titleOf(span),
          ...(span.failed ? [element("span", { class: "bad", text: " failed" })] : []),
        ]),
        factsOf([["Name", span.name], ...Object.entries(span.attributes ?? {}).map(factOf)], {
          class: "details",
        }),
      ]),
    ]),
    element("td", { class: "number trace-begin", text: msText(span.at_ms - from) }),
    element("td", { class: "number", text: msText(span.ms) }),
    element("td", { class: "trace-time", "aria-hidden": "true" }, [
      element("span", {
        class: "trace-bar",
        css: { left: `${left}%`, width: `${width}%`, "--color": colorOf(span) },
      }),
    ]),
  ]);
}

function factOf([name, value]) {
  const text = typeof value === "number" ? numberText(value) : String(value);
  return [name.replace(/^tolaria\./, ""), text];
}

function titleOf({ name, attributes = {} }) {
  const short = name.replace(/^tolaria\./, "").replaceAll(".", " ");
  const number = attributes[`${name}.number`];
  return number === undefined ? short : `${short} ${number}`;
}

function colorOf({ name, failed }) {
  const [, kind] = name.split(".");
  const color = COLORS[kind];
  return failed || !color ? "var(--bad)" : `var(--series-${color})`;
}
