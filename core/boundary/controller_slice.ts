import { Buffer } from "node:buffer";
import { z } from "../../deps.ts";
import { messageOf } from "../errors/mod.ts";
import type { RunEventEmitter } from "../events/run_event_stream.ts";
import type { Json } from "../json.ts";
import type { Tamiyo, TamiyoMemory } from "../ports/tamiyo.ts";
import type { PreparedRestore, StatePart, StateParticipant } from "../ports/training_state.ts";
import { checkVersion, undoable } from "../state/define_slice.ts";
import { parseState } from "../state/parse_state.ts";

/** Of the form that the data has. */
const VERSION = 1;

/** What a controller may take to go back, ms: of the time that all participants have to prepare. */
const RESTORE_MS = 50;

/** What a controller remembers, as it is written down; null for one that does not say so. */
const MemorySchema = z.strictObject({
  memory: z.strictObject({ state: z.base64(), reports: z.array(z.base64()) }).nullable(),
});

/**
 * Lets the controller take part in restores. It is put back when a restore is prepared, which is its vote, and put forward again where
 * that is aborted: nobody asks it in between.
 */
export class ControllerSlice implements StateParticipant {
  readonly name = "tamiyo";
  readonly #tamiyo: Tamiyo;
  readonly #events: RunEventEmitter;

  constructor(tamiyo: Tamiyo, events: RunEventEmitter) {
    this.#tamiyo = tamiyo;
    this.#events = events;
  }

  capture(): StatePart {
    const { memory } = this.#tamiyo;
    return { version: VERSION, data: { memory: written(memory) }, tensors: [], live: { memory } };
  }

  prepare(part: StatePart): PreparedRestore | Promise<PreparedRestore> {
    checkVersion(this.name, part, VERSION);
    const memory = memoryIn(part);
    const before = this.#tamiyo.memory;
    if (!memory || !this.#tamiyo.present) return undoable(() => () => {});
    const prepared = {
      commit: () => {},
      confirm: () => {},
      settle: () => {},
      abort: () => this.#restoreBefore(before),
    };
    const asked = this.#tamiyo.restore(memory, RESTORE_MS);
    return asked instanceof Promise ? asked.then(() => prepared) : prepared;
  }

  async #restoreBefore(memory: TamiyoMemory | undefined): Promise<void> {
    try {
      if (memory) await this.#tamiyo.restore(memory, RESTORE_MS);
    } catch (error) {
      const message = `controller ${this.#tamiyo.name} does not restore a memory of its own: ${messageOf(error)}`;
      this.#events.emit("controller/fault", { message });
    }
  }
}

/** Whether the state of a controller has a memory in it. */
export function remembers(part: StatePart | undefined): boolean {
  return part !== undefined && memoryIn(part) !== undefined;
}

function memoryIn({ live, data }: StatePart): TamiyoMemory | undefined {
  if (live) return (live as { readonly memory: TamiyoMemory | undefined }).memory;
  const { memory } = parseState("the controller", MemorySchema, data);
  return memory
    ? { state: bytesOf(memory.state), reports: memory.reports.map(bytesOf) }
    : undefined;
}

function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "base64"));
}

function written(memory: TamiyoMemory | undefined): Json {
  return memory ? { state: textOf(memory.state), reports: memory.reports.map(textOf) } : null;
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}
