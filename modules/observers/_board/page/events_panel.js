// What happened, as marks on the steps of a run that open to cause and action, and as a list.
import { element, factsOf, panel } from "/elements.js";
import { durationText, numberText } from "/format.js";
import { actionsOf, causeOf, SIGNS } from "/happenings.js";

/** Happenings that the list shows at most, and marks on the track. */
const MOST_LISTED = 100;
const MOST_MARKS = 48;

export class EventsPanel {
  #track = element("div", { class: "track", role: "group", "aria-label": "Marks by step" });
  #list = element("ol", { class: "happenings" });
  #count = element("p", { class: "note" });
  #chosen;
  #all = [];
  #events = [];
  #key = "";

  constructor() {
    this.node = panel("What happened", [this.#track, this.#count, this.#list], {
      class: "panel wide",
      hidden: true,
    });
  }

  /**
   * @param {object[]} happenings In order of time.
   * @param {object[]} events All events, of which some say how others went on.
   * @param {number} end The last step.
   */
  show(happenings, events, end, dropped) {
    this.node.hidden = happenings.length === 0;
    const key = `${happenings.length} ${events.length} ${events.at(-1)?.at_ms} ${end} ${dropped}`;
    if (this.node.hidden || key === this.#key) return;
    this.#key = key;
    this.#all = happenings;
    this.#events = events;
    this.#count.textContent =
      `${numberText(happenings.length)} in all` +
      (happenings.length > MOST_LISTED ? `, the latest ${MOST_LISTED} are listed` : "") +
      (dropped > 0 ? `; ${numberText(dropped)} were not kept` : "");
    this.#drawTrack(Math.max(1, end));
    if (!this.#chosen) this.#drawList(happenings.slice(-MOST_LISTED).reverse(), false);
  }

  #drawTrack(end) {
    const buckets = new Map();
    for (const happening of this.#all) {
      const at = Math.min(MOST_MARKS - 1, Math.floor((happening.step / end) * MOST_MARKS));
      buckets.set(at, [...(buckets.get(at) ?? []), happening]);
    }
    const focused = document.activeElement?.dataset.bucket;
    this.#track.replaceChildren(
      ...[...buckets].sort(([a], [b]) => a - b).map(([at, some]) => this.#markOf(at, some, end)),
    );
    if (focused) this.#track.querySelector(`[data-bucket="${Number(focused)}"]`)?.focus();
  }

  #markOf(at, some, end) {
    const sign = ["bad", "seed", "note"].find((one) => some.some((it) => it.sign === one));
    const names = [...new Set(some.map(({ label }) => label))].join(", ");
    const step = some[0].step;
    return element("button", {
      type: "button",
      class: "mark",
      "data-sign": sign,
      "data-bucket": at,
      "aria-pressed": String(this.#chosen === at),
      "aria-label": `Step ${step}: ${names}`,
      title: `step ${step}: ${names}`,
      text: SIGNS[sign],
      css: { left: `${Math.min(99, (100 * step) / end)}%` },
      onclick: () => this.#choose(at, some, end),
    });
  }

  /** Lists what is behind one mark, opened; or everything again. */
  #choose(at, some, end) {
    this.#chosen = this.#chosen === at ? undefined : at;
    if (this.#chosen === undefined) {
      this.#drawList(this.#all.slice(-MOST_LISTED).reverse(), false);
    } else this.#drawList(some.slice(-MOST_LISTED), true);
    this.#drawTrack(end);
  }

  #drawList(some, open) {
    this.#list.replaceChildren(...some.map((happening) => this.#itemOf(happening, open)));
  }

  #itemOf({ event, label, sign, kind }, open) {
    const [cause, actions] = [causeOf(event), actionsOf(event, this.#events)];
    return element("li", {}, [
      element("details", { open, "data-sign": sign }, [
        element("summary", {}, [
          element("span", { class: "sign", "data-sign": sign, text: SIGNS[sign] }),
          element("b", { text: label }),
          element("span", { class: "quiet", text: placeOf(event) }),
          element("span", { class: "cause", text: cause }),
        ]),
        factsOf(
          [
            ["Kind", kind],
            ...(cause === "" ? [] : [["Cause", cause]]),
            ...(actions.length === 0 ? [] : [["Action", linesOf(actions)]]),
            ...Object.entries(event.attributes ?? {}).map(([name, value]) => [
              name.replace(/^tolaria\./, ""),
              Array.isArray(value) ? linesOf(value) : String(value),
            ]),
          ],
          { class: "details" },
        ),
      ]),
    ]);
  }
}

function placeOf({ step, epoch, at_ms }) {
  const time = typeof at_ms === "number" ? `, ${durationText(at_ms / 1000)}` : "";
  return `step ${numberText(step)}, epoch ${numberText(epoch)}${time}`;
}

function linesOf(lines) {
  return element(
    "ul",
    {},
    lines.map((text) => element("li", { text })),
  );
}
