// What an operator can do to the run of the process that serves this page.
import { button, element } from "/elements.js";
import { attribute } from "/happenings.js";

const STORED = "tolaria-token";
const LEVELS = [
  ["1", "minor: the run adjusts itself"],
  ["2", "major: full rollback and a checkpoint"],
  ["3", "severe: fast rollback"],
  ["4", "critical: the run halts"],
];

/** Keeps the token of the address for this tab, and takes it out of the address. Returns whether there was one. */
export function takeToken() {
  const [, token] = /^#token=([\w-]+)$/.exec(location.hash) ?? [];
  if (!token) return false;
  sessionStorage.setItem(STORED, token);
  history.replaceState(null, "", "#/live");
  return true;
}

function headers() {
  return { Authorization: `Bearer ${sessionStorage.getItem(STORED) ?? ""}` };
}

/** On which run this page can act: `{ run, allowed }`. */
export async function possibleActions() {
  const response = await fetch("/api/actions", { headers: headers() });
  return response.json();
}

/** Buttons for the run in progress, with what became of the last action. */
export class ActionBar {
  #buttons = element("div", { class: "buttons", role: "group", "aria-label": "Act on the run" });
  #said = element("p", { class: "said", role: "status" });
  #record;
  #possible = { run: null, allowed: false };
  #key = "";
  #sent;
  #disposed = false;
  node = element("div", { class: "actions", hidden: true }, [this.#buttons, this.#said]);

  update(record, events) {
    const changed =
      record.status !== this.#record?.status || record.run_id !== this.#record?.run_id;
    this.#record = record;
    if (changed) void this.#ask();
    this.#draw();
    this.#hear(events);
  }

  dispose() {
    this.#disposed = true;
  }

  async #ask() {
    this.#possible = await possibleActions().catch(() => ({ run: null, allowed: false }));
    if (!this.#disposed) this.#draw();
  }

  #draw() {
    const { run_id, status, paused, emergency } = this.#record;
    const own = status === "running" && this.#possible.run === run_id;
    this.node.hidden = !own;
    if (!own) return;
    const key = JSON.stringify([this.#possible.allowed, paused, emergency]);
    if (key === this.#key) return;
    this.#key = key;
    if (!this.#possible.allowed) {
      const hint = "To act on this run, open the address that its console shows.";
      this.#buttons.replaceChildren(element("p", { class: "quiet", text: hint }));
      return;
    }
    this.#buttons.replaceChildren(
      paused
        ? button("Resume", () => this.#send({ action: "resume" }), { class: "primary" })
        : button("Pause", () => this.#send({ action: "pause" })),
      button("Roll back…", () => this.#askRollback()),
      emergency
        ? button("Stand down…", () => this.#askStandDown())
        : button("Signal emergency…", () => this.#askSignal()),
      button("Stop…", () => this.#askStop(), { class: "danger" }),
    );
  }

  #askRollback() {
    const back = field("Steps to go back at least", { type: "number", min: "0", value: "0" });
    askFirst(
      "Roll back?",
      "Training continues from an earlier state, before the next step.",
      [back],
      {
        act: "Roll back",
        danger: true,
        onConfirm: () => this.#send({ action: "roll-back", stepsBack: Number(inputOf(back)) || 0 }),
      },
    );
  }

  #askSignal() {
    const level = element("label", { text: "Level" }, [
      element(
        "select",
        {},
        LEVELS.map(([value, text]) => element("option", { value, text })),
      ),
    ]);
    const reason = field("Reason", { maxlength: "500", required: true });
    askFirst("Signal an emergency?", "All processes of the run hear of it.", [level, reason], {
      act: "Signal",
      danger: true,
      onConfirm: () =>
        this.#send({ action: "signal", level: Number(inputOf(level)), reason: inputOf(reason) }),
    });
  }

  #askStandDown() {
    const reason = field("Why it is over", { maxlength: "500" });
    askFirst("Stand down?", "The emergency in force ends.", [reason], {
      act: "Stand down",
      onConfirm: () => this.#send({ action: "stand-down", reason: inputOf(reason) }),
    });
  }

  #askStop() {
    askFirst(
      "Stop the run?",
      "It ends after its step, as if interrupted, and does not go on.",
      [],
      {
        act: "Stop",
        danger: true,
        onConfirm: () => this.#send({ action: "stop" }),
      },
    );
  }

  async #send(request) {
    this.#say(`${request.action}: sent`);
    try {
      const response = await fetch("/api/actions", {
        method: "POST",
        headers: { ...headers(), "Content-Type": "application/json" },
        body: JSON.stringify({ ...request, run: this.#record.run_id }),
      });
      const { id, waiting, error } = await response.json();
      if (error) this.#say(`${request.action}: refused, as ${error}`, true);
      else {
        this.#sent = { id, action: request.action };
        if (waiting) this.#say(`${request.action}: waits for the step in progress`);
      }
    } catch {
      this.#say(`${request.action}: the run could not be reached`, true);
    }
  }

  /** What became of the last action is an event of the run. */
  #hear(events) {
    if (!this.#sent) return;
    const outcome = events.findLast(
      (event) => event.kind === "command" && attribute(event, "command.id") === this.#sent.id,
    );
    if (!outcome) return;
    const status = attribute(outcome, "command.status");
    const done = status === "committed";
    const reason = attribute(outcome, "command.reason");
    this.#say(`${this.#sent.action}: ${done ? "done" : `${status}: ${reason}`}`, !done);
    this.#sent = undefined;
  }

  #say(text, bad = false) {
    this.#said.textContent = text;
    this.#said.dataset.level = bad ? "bad" : "note";
  }
}

function field(label, attributes) {
  return element("label", { text: label }, [element("input", attributes)]);
}

function inputOf(label) {
  return label.querySelector("input, select").value;
}

/** Asks before something is done that cannot be undone. */
function askFirst(title, text, fields, { act, danger = false, onConfirm }) {
  const heading = element("h2", { id: "dialog-title", text: title });
  const dialog = element("dialog", { "aria-labelledby": "dialog-title" }, [
    heading,
    element("p", { text }),
    ...fields,
    element("div", { class: "buttons" }, [
      button("Cancel", () => dialog.close()),
      button(
        act,
        () => {
          const wrong = [...dialog.querySelectorAll("input")].find((it) => !it.reportValidity());
          if (wrong) return;
          dialog.close();
          onConfirm();
        },
        { class: danger ? "danger" : "primary" },
      ),
    ]),
  ]);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
