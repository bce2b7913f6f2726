import { mkdirSync, rmSync } from "node:fs";
import type { CheckpointInfo } from "../../../core/mod.ts";
import { blockBytes } from "../../../core/safetensors/mod.ts";
import type { CheckpointRecord } from "./checkpoint_record.ts";
import { lockDirectory } from "./directory_lock.ts";
import { isCheckpointFile, pathIn } from "./file_names.ts";
import { FileWrite } from "./file_write.ts";
import { infoOf, type Journal, saysDamaged } from "./journal.ts";
import type { WriteOrder } from "./messages.ts";
import { type OnRepaired, openJournal } from "./open_journal.ts";
import type { CheckedCheckpointsOptions } from "./options.ts";
import { readVerified } from "./read_file.ts";
import { RecordFiles } from "./record_files.ts";
import { superseded } from "./retention.ts";
import { sha256Of } from "./sha256.ts";

/** Bytes that are copied out of shared memory at a time. */
const CHUNK = 2 ** 22;

/** A checkpoint on its way to disk. */
interface Underway {
  readonly order: WriteOrder;
  readonly file: FileWrite;
  /** Bytes of blocks that are still to be handed over. */
  left: number;
}

/** Writes checkpoints to a directory: what the worker does. */
export class Writer {
  readonly #options: CheckedCheckpointsOptions;
  readonly #onRepaired: OnRepaired;
  readonly #records: RecordFiles;
  readonly #lock: { close(): void };
  readonly #underway = new Map<number, Underway>();
  #journal: Journal;

  /** Opens the directory, repairs its journal, and takes away what processes have left in it that died while they wrote. */
  constructor(options: CheckedCheckpointsOptions, onRepaired: OnRepaired) {
    this.#options = options;
    this.#onRepaired = onRepaired;
    mkdirSync(options.directory, { recursive: true, mode: 0o700 });
    this.#records = new RecordFiles(options.directory);
    this.#lock = lockDirectory(options.directory);
    this.#journal = openJournal(options.directory, onRepaired);
  }

  /** Begins to write a checkpoint. Returns it where nothing has to be handed over. */
  begin(order: WriteOrder): CheckpointInfo | undefined {
    const blocks = order.parts.flatMap((part) => part.blocks);
    const { runId, step, epoch, reason } = order;
    const metadata = {
      tolaria: order.version,
      run_id: runId,
      step: String(step),
      epoch: String(epoch),
      reason,
    };
    const file = new FileWrite(this.#options.directory, step, blocks, metadata);
    const left = blocks.reduce((sum, block) => sum + blockBytes(block), 0);
    const entry: Underway = { order, file, left };
    this.#underway.set(order.number, entry);
    return this.#advance(entry);
  }

  /** Takes the next bytes of a checkpoint. Returns it where they were the last. */
  add(number: number, bytes: Uint8Array): CheckpointInfo | undefined {
    const entry = this.#underway.get(number);
    // Of a write that failed, what was on its way still comes.
    if (!entry) return undefined;
    entry.file.add(bytes);
    entry.left -= bytes.length;
    return this.#advance(entry);
  }

  /** Gives a checkpoint up. */
  abort(number: number): void {
    const file = this.#underway.get(number)?.file;
    this.#underway.delete(number);
    if (!file) return;
    this.#records.remove(file.name);
    file.abort();
  }

  close(): void {
    for (const number of [...this.#underway.keys()]) this.abort(number);
    this.#journal.close();
    this.#lock.close();
  }

  /** Writes what it can read by itself, and concludes where that was all. */
  #advance(entry: Underway): CheckpointInfo | undefined {
    const { order, file } = entry;
    if (order.places.every((place) => place !== undefined)) {
      const blocks = order.parts.flatMap((part) => part.blocks);
      const scratch = new Uint8Array(CHUNK);
      for (const [at, block] of blocks.entries()) {
        const { buffer, byteOffset } = order.places[at] as NonNullable<
          (typeof order.places)[number]
        >;
        addShared(file, new Uint8Array(buffer, byteOffset, blockBytes(block)), scratch);
      }
      entry.left = 0;
    }
    return entry.left > 0 ? undefined : this.#conclude(entry);
  }

  #conclude({ order, file }: Underway): CheckpointInfo {
    const { runId, step, epoch, reason, writtenMs, number } = order;
    const tensors = file.commit();
    const state = JSON.stringify(order.parts);
    const stateSha256 = sha256Of(new TextEncoder().encode(state));
    const header = {
      runId,
      step,
      epoch,
      reason,
      writtenMs,
      file: file.name,
      fileBytes: file.bytes,
    };
    const record = { ...header, state, stateSha256, tensors };
    const id = this.#add(record);
    this.#underway.delete(number);
    this.#records.settle(file.name);
    // Nothing is called good that was not read back from where it was written.
    readVerified(this.#options.directory, { ...record, id });
    this.#journal.markVerified(id);
    this.#retain(order.runIds);
    return infoOf({ ...record, id, verified: true, sha256: undefined });
  }

  /** Lets a checkpoint exist; where the journal is damaged, or another's by now, in the one that takes its place. */
  #add(record: Omit<CheckpointRecord, "id">): number {
    const prepare = (whole: CheckpointRecord) => this.#records.prepare(whole);
    if (this.#journal.replaced) this.#reopen();
    try {
      return this.#journal.add(record, prepare);
    } catch (error) {
      if (!saysDamaged(error, this.#journal.path)) throw error;
      this.#reopen();
      return this.#journal.add(record, prepare);
    }
  }

  #reopen(): void {
    this.#journal.close();
    const underway = [...this.#underway.values()].map(({ file }) => file.name);
    this.#journal = openJournal(this.#options.directory, this.#onRepaired, underway);
  }

  #retain(runIds: readonly string[]): void {
    const { directory } = this.#options;
    // Neither another run's, nor what a damaged or foreign journal says.
    const own = this.#journal
      .rows()
      .filter(({ runId, file }) => runIds.includes(runId) && isCheckpointFile(file));
    const gone = superseded(own, this.#options);
    if (gone.length === 0) return;
    // A record with its name and without a row is of a journal that has lost it.
    this.#records.unsettle(gone.map(({ file }) => file));
    // The row before the file: a file without a row is nothing, a row without a file is a damaged checkpoint.
    this.#journal.remove(gone.map(({ id }) => id));
    for (const { file } of gone) {
      rmSync(pathIn(directory, file), { force: true });
      this.#records.remove(file);
    }
  }
}

function addShared(file: FileWrite, bytes: Uint8Array, scratch: Uint8Array): void {
  for (let from = 0; from < bytes.length; from += CHUNK) {
    const part = scratch.subarray(0, Math.min(CHUNK, bytes.length - from));
    part.set(bytes.subarray(from, from + part.length));
    file.add(part);
  }
}
