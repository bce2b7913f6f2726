// One run: its state, its charts, what happened in it, and its settings.
import { ActionBar } from "/actions.js";
import { Bands, controlBands, seedBands } from "/bands.js";
import { element, factsOf, runLink, statusOf } from "/elements.js";
import { EventsPanel } from "/events_panel.js";
import { ExamplesPanel } from "/examples_panel.js";
import { follow } from "/follow.js";
import { durationText, levelText, numberText, timeText, titleOf } from "/format.js";
import { happeningsOf, marksOf } from "/happenings.js";
import { LinksPanel, MatrixPanel, SettingsPanel, TimePanel } from "/panels.js";
import { RunCharts } from "/run_charts.js";
import { TracePanel } from "/trace_panel.js";

/** Between two looks for a newer run, once this one is over, ms. */
const NEWER_MS = 3_000;

/** What a run does, by its name in the record. */
const DOING = {
  step: (step) => `in step ${step}`,
  validation: () => "validating",
  boundary: () => "at a boundary",
  waiting: (step) => `waiting after step ${step}`,
};

/** Shows a run in `parent`. Returns what ends it. */
export function showRun(parent, id, { onPlace, onConnection }) {
  const view = new RunView(parent);
  const stop = follow(
    [id],
    (run) => {
      view.update(run);
      if (run.record) onPlace(run.record.name, run.record.status);
    },
    onConnection,
  );
  return () => {
    stop();
    view.dispose();
  };
}

class RunView {
  #title = element("h1");
  #subtitle = element("p", { class: "subtitle" });
  #status = element("span");
  #state = element("p", { class: "state", role: "status", hidden: true });
  #doing = element("span");
  #newer = element("p", { class: "state", role: "status", hidden: true });
  #fault = element("p", { class: "state", role: "alert", hidden: true });
  #facts = element("div");
  #actions = new ActionBar();
  #seeds = new Bands("Seeds");
  #control = new Bands("Modes, breakers and emergencies");
  #time = new TimePanel();
  #matrix = new MatrixPanel();
  #examples = new ExamplesPanel();
  #links = new LinksPanel();
  #charts = new RunCharts([this.#time.node, this.#matrix.node, this.#links.node]);
  #events = new EventsPanel();
  #trace = new TracePanel();
  #settings = new SettingsPanel();
  #clock = setInterval(() => this.#tick(), 1_000);
  #record;
  #looking = 0;

  constructor(parent) {
    this.#elapsed = element("span");
    parent.replaceChildren(
      element("div", { class: "run-head" }, [
        element("div", {}, [
          element("div", { class: "title-row" }, [this.#title, this.#status]),
          this.#subtitle,
        ]),
        this.#actions.node,
      ]),
      this.#fault,
      this.#state,
      this.#newer,
      this.#facts,
      this.#charts.node,
      this.#examples.node,
      this.#seeds.node,
      this.#control.node,
      this.#events.node,
      this.#trace.node,
      this.#settings.node,
    );
  }

  #elapsed;

  update(run) {
    this.#fault.hidden = !run.fault;
    this.#fault.textContent = run.fault ?? "";
    const { record, events, epochs, steps } = run;
    if (!record) return;
    this.#record = record;
    const happenings = happeningsOf(events);
    const end = Math.max(record.step ?? 0, steps.at(-1)?.step ?? 0, epochs.at(-1)?.step ?? 0);
    this.#showHead(record, end, steps, epochs);
    this.#charts.show(run, marksOf(happenings));
    this.#seeds.show(seedBands(events, end), end);
    this.#control.show(controlBands(events, end), end);
    this.#time.show(run.readings, record.steps_per_epoch || 1);
    this.#matrix.show(run.matrix);
    this.#examples.show(run.examples);
    this.#links.show(record);
    this.#events.show(happenings, events, end, record.events_dropped);
    this.#trace.show(run.spans);
    this.#settings.show(record);
    this.#actions.update(record, events);
    if (record.status !== "running") void this.#lookForNewer(record);
  }

  dispose() {
    clearInterval(this.#clock);
    clearTimeout(this.#looking);
    this.#looking = -1;
    this.#charts.dispose();
    this.#actions.dispose();
  }

  #showHead(record, end, steps, epochs) {
    this.#title.textContent = record.name;
    this.#status.replaceChildren(statusOf(record.status));
    this.#subtitle.textContent = [
      record.id,
      `started ${timeText(record.started_at)}`,
      record.device,
    ].join(" · ");
    this.#showState(record);
    this.#tick();
    const ofValidation = Object.entries(record.best ?? {}).filter(([name]) => /^val_/.test(name));
    const best = ofValidation.length > 0 ? ofValidation : Object.entries(record.best ?? {});
    this.#facts.replaceChildren(
      factsOf([
        ["Epoch", progressOf(record)],
        ["Step", numberText(end)],
        ["Time", this.#elapsed],
        ...(record.status === "running" ? [["Now", this.#doing]] : []),
        ["Loss", numberText(steps.at(-1)?.loss ?? epochs.at(-1)?.train?.loss)],
        ...best
          .slice(0, 3)
          .map(([name, value]) => [`Best ${titleOf(name).toLowerCase()}`, numberText(value)]),
        ["Parameters", numberText(record.parameter_count)],
        ["Incidents", numberText(record.incidents)],
      ]),
    );
  }

  /** What is out of the ordinary with a run that goes on. */
  #showState({ status, paused, emergency, mode }) {
    const running = status === "running";
    const parts = [
      ...(paused ? ["The run is paused."] : []),
      ...(emergency ? [`Emergency of level ${levelText(emergency)} in force.`] : []),
      ...(mode === "conservative" ? ["Conservative mode: only essential work runs."] : []),
    ];
    this.#state.hidden = !running || parts.length === 0;
    this.#state.textContent = parts.join(" ");
    this.#state.dataset.level = emergency ? "bad" : "note";
  }

  /** The time goes on between two updates, so that a long step can be told from a page that hangs. */
  #tick() {
    const record = this.#record;
    if (!record) return;
    const started = Date.parse(record.started_at);
    const seconds =
      record.status === "running" && Number.isFinite(started)
        ? Math.max(record.wall_s ?? 0, (Date.now() - started) / 1000)
        : record.wall_s;
    this.#elapsed.textContent = durationText(seconds);
    this.#showDoing(record);
  }

  /** A long step, validation or wait, while it lasts. */
  #showDoing({ paused, doing }) {
    const seconds = (Date.now() - Date.parse(doing?.since)) / 1000;
    const said = DOING[doing?.what];
    if (paused) this.#doing.textContent = "paused";
    else if (!said || !(seconds >= 0)) this.#doing.textContent = "training";
    else this.#doing.textContent = `${said(numberText(doing.step))} for ${durationText(seconds)}`;
  }

  async #lookForNewer({ id, started_at }) {
    if (this.#looking !== 0) return;
    this.#looking = setTimeout(() => {
      if (this.#looking < 0) return;
      this.#looking = 0;
      if (this.#record?.status !== "running") void this.#lookForNewer({ id, started_at });
    }, NEWER_MS);
    const { runs = [] } = await fetch("/api/runs")
      .then((response) => response.json())
      .catch(() => ({}));
    const newer = runs.find((run) => run.status === "running" && run.started_at > started_at);
    this.#newer.hidden = !newer;
    if (newer) this.#newer.replaceChildren("A newer run is training: ", runLink(newer.id), ".");
  }
}

function progressOf({ epoch, epochs }) {
  const share = epochs > 0 ? Math.min(1, epoch / epochs) : 0;
  return element("span", {}, [
    `${numberText(epoch)} of ${numberText(epochs)}`,
    element("span", { class: "progress", "aria-hidden": "true" }, [
      element("span", { css: { width: `${100 * share}%` } }),
    ]),
  ]);
}
