// Follows runs: everything that is written of them so far, and then what is new.

/** Between two looks at what has come, ms: a run that is fast is shown four times a second. */
const SHOW_MS = 250;

/** Until a stream that broke off is opened again, ms. */
const AGAIN_MS = 500;

const FILES = ["epochs", "steps", "boundaries", "readings", "events", "spans"];

/** What is known of a run before anything of it has come. */
function emptyRun(id) {
  return { id, ...Object.fromEntries(FILES.map((file) => [file, []])) };
}

/** Follows some runs through one stream. */
class Follower {
  #ids;
  #runs = new Map();
  #parts = new Map();
  #onUpdate;
  #onConnection;
  #source;
  #timer = 0;
  #changed = new Set();
  /** Id of the last update that is whole: from there the stream goes on. */
  #last = "";

  constructor(ids, onUpdate, onConnection) {
    this.#ids = ids;
    this.#onUpdate = onUpdate;
    this.#onConnection = onConnection;
    for (const id of ids) this.#runs.set(id, emptyRun(id));
    this.#open();
  }

  stop() {
    this.#source.close();
    clearTimeout(this.#timer);
    this.#timer = -1;
  }

  #open() {
    const ids = this.#ids.map(encodeURIComponent).join(",");
    const after = this.#last === "" ? "" : `?after=${encodeURIComponent(this.#last)}`;
    this.#source = new EventSource(`/api/runs/${ids}/stream${after}`);
    this.#source.onmessage = ({ data, lastEventId }) => {
      this.#take(JSON.parse(data));
      if (this.#parts.size === 0 && lastEventId !== "") this.#last = lastEventId;
    };
    this.#source.onopen = () => this.#onConnection(true);
    this.#source.onerror = () => {
      // By itself, a browser would not try again after an answer that is an error.
      this.#source.close();
      // What came of an update that was cut off comes again.
      this.#parts.clear();
      this.#onConnection(false);
      setTimeout(() => this.#timer >= 0 && this.#open(), AGAIN_MS);
    };
  }

  /** An update comes in parts, which count once the last of them is there. */
  #take(message) {
    const parts = this.#parts.get(message.run) ?? [];
    parts.push(message);
    if (message.more) {
      this.#parts.set(message.run, parts);
      return;
    }
    this.#parts.delete(message.run);
    const run = this.#runs.get(message.run);
    if (!run) return;
    for (const { lines, replaced } of parts) {
      for (const [file, added] of Object.entries(lines)) {
        run[file] = replaced.includes(file) ? added : run[file].concat(added);
      }
    }
    const { record, fault, matrix, examples } = message;
    if (record) run.record = record;
    if (matrix) run.matrix = matrix;
    if (examples) run.examples = examples;
    run.fault = fault;
    this.#changed.add(run);
    this.#timer ||= setTimeout(() => this.#show(), this.#shown ? SHOW_MS : 0);
  }

  #shown = false;

  #show() {
    this.#timer = 0;
    this.#shown = true;
    const changed = [...this.#changed];
    this.#changed.clear();
    for (const run of changed) this.#onUpdate(run);
  }
}

/**
 * @param {string[]} ids
 * @param {(run: object) => void} onUpdate
 * @param {(connected: boolean) => void} onConnection
 * @returns {() => void} Stops.
 */
export function follow(ids, onUpdate, onConnection) {
  const follower = new Follower(ids, onUpdate, onConnection);
  return () => follower.stop();
}
