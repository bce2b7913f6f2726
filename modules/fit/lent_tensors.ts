import { tf } from "../../deps.ts";

/** What tfjs keeps private of its engine. */
interface Engine {
  readonly backend: object;
  moveData(backend: object, dataId: object): void;
  trackTensor(tensor: { readonly dataId: object }, backend?: object): void;
  readonly state: { readonly tensorInfo: WeakMap<object, { readonly backend: object }> };
}

/** Those who learn what the engine moves and makes; fits may overlap. */
const LISTENERS = new Set<Listener>();

interface Listener {
  onMove?(dataId: object, from: object): void;
  onMade?(dataId: object): void;
}

const engineOf = () => tf.engine() as unknown as Engine;

function listen(listener: Listener): void {
  if (LISTENERS.size === 0) install(engineOf());
  LISTENERS.add(listener);
}

function unlisten(listener: Listener): void {
  if (!LISTENERS.delete(listener) || LISTENERS.size > 0) return;
  Reflect.deleteProperty(engineOf(), "moveData");
  Reflect.deleteProperty(engineOf(), "trackTensor");
}

function install(engine: Engine): void {
  const { moveData, trackTensor } = engine;
  engine.moveData = (backend, dataId) => {
    const from = engine.state.tensorInfo.get(dataId)?.backend;
    if (from) for (const { onMove } of LISTENERS) onMove?.(dataId, from);
    moveData.call(engine, backend, dataId);
  };
  engine.trackTensor = (tensor, backend) => {
    for (const { onMade } of LISTENERS) onMade?.(tensor.dataId);
    trackTensor.call(engine, tensor, backend);
  };
}

/**
 * Keeps a user's tensors from being lost with the backend of a run.
 *
 * A callback may predict on tensors of its user's, which tfjs moves to the current backend for that, and keep what it
 * predicts. Both go to the backend where they were, or that was current before the run.
 */
export class LentTensors {
  /** Where data was before it was moved, or is to go. */
  readonly #homes = new Map<object, object>();
  readonly #moves: Listener = {
    onMove: (dataId, from) => {
      if (!this.#homes.has(dataId)) this.#homes.set(dataId, from);
    },
  };
  #home: object | undefined;

  /** Call before the run's backend is started. */
  begin(): void {
    this.#home = engineOf().backend;
    listen(this.#moves);
  }

  /** Does the work of a user's callback: what it makes and does not dispose is the user's. */
  async watch(work: () => Promise<void>): Promise<void> {
    const made = new Set<object>();
    const listener: Listener = { onMade: (dataId) => made.add(dataId) };
    listen(listener);
    try {
      await work();
    } finally {
      unlisten(listener);
      const { tensorInfo } = engineOf().state;
      for (const dataId of made) {
        if (tensorInfo.has(dataId) && !this.#homes.has(dataId)) {
          this.#homes.set(dataId, this.#home as object);
        }
      }
    }
  }

  /** Moves what is still alive to where it belongs. Call before the run's backend is released. */
  recall(): void {
    unlisten(this.#moves);
    const engine = engineOf();
    for (const [dataId, home] of this.#homes) {
      const at = engine.state.tensorInfo.get(dataId)?.backend;
      if (at && at !== home) engine.moveData(home, dataId);
    }
    this.#homes.clear();
  }
}
