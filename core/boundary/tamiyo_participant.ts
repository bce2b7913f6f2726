import { Buffer } from "node:buffer";
import { z } from "../../deps.ts";
import { messageOf } from "../errors/mod.ts";
import type { Json } from "../json.ts";
import type { Tamiyo, TamiyoMemory } from "../ports/tamiyo.ts";
import type { PreparedRestore, StatePart, StateParticipant } from "../ports/training_state.ts";
import { parseState } from "../state/parse_state.ts";
import { checkVersion, exchanging } from "../state/plain_slice.ts";
import type { NoteIncident } from "./control_log.ts";

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
export class TamiyoParticipant implements StateParticipant {
  readonly name = "tamiyo";
  readonly #tamiyo: Tamiyo;
  readonly #note: NoteIncident;

  constructor(tamiyo: Tamiyo, note: NoteIncident) {
    this.#tamiyo = tamiyo;
    this.#note = note;
  }

  capture(): StatePart {
    const { memory } = this.#tamiyo;
    return { version: VERSION, data: { memory: written(memory) }, tensors: [], live: { memory } };
  }

  prepare(part: StatePart): PreparedRestore | Promise<PreparedRestore> {
    checkVersion(this.name, part, VERSION);
    const memory = memoryIn(part);
    const before = this.#tamiyo.memory;
    if (!memory || !this.#tamiyo.present) return exchanging(() => () => {});
    const prepared = {
      commit: () => {},
      confirm: () => {},
      settle: () => {},
      abort: () => this.#putForward(before),
    };
    const asked = this.#tamiyo.restore(memory, RESTORE_MS);
    return asked instanceof Promise ? asked.then(() => prepared) : prepared;
  }

  async #putForward(memory: TamiyoMemory | undefined): Promise<void> {
    try {
      if (memory) await this.#tamiyo.restore(memory, RESTORE_MS);
    } catch (error) {
      const fault = `controller ${this.#tamiyo.name} does not take back what it remembered itself`;
      this.#note("tamiyo/fault", `${fault}: ${messageOf(error)}`);
    }
  }
}

/** Whether the part of a controller says what it remembered. */
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
