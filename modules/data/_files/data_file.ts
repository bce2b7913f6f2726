import { closeSync } from "node:fs";
import { basename } from "node:path";
import {
  cannotRead,
  checkUnchanged,
  type FileState,
  openFile,
  readAt,
  stateOf,
} from "../_indexed/mod.ts";

/** A file that is read by ranges of bytes. */
export class DataFile {
  readonly state: FileState;
  readonly #descriptor: number;

  private constructor(state: FileState, descriptor: number) {
    this.state = state;
    this.#descriptor = descriptor;
  }

  /**
   * Opens a file.
   *
   * @param state What the file was when it was first looked at.
   * @throws {TolariaError} `data/corrupt` if it cannot be read; `data/changed` if it is another one than `state`.
   */
  static open(path: string, state?: FileState): DataFile {
    const descriptor = openFile(path);
    const file = new DataFile(state ?? stateOf(path, descriptor), descriptor);
    try {
      checkUnchanged(file.state, descriptor);
    } catch (error) {
      file.close();
      throw error;
    }
    return file;
  }

  /** Bytes. */
  get size(): number {
    return this.state.size;
  }

  /** Name in messages about records: the path's last part. */
  get name(): string {
    return basename(this.state.path);
  }

  /**
   * Reads the bytes from `start` up to `end`.
   *
   * @throws {TolariaError} `data/corrupt` if the file ends before; `data/changed` if it was written to.
   */
  read(start: number, end: number = this.size): Buffer<ArrayBuffer> {
    const length = Math.max(0, end - start);
    const bytes = start < 0 ? Buffer.alloc(0) : readAt(this.#descriptor, start, length);
    checkUnchanged(this.state, this.#descriptor);
    if (start >= 0 && bytes.length === length) return bytes;
    const reason = `it ends at byte ${this.size}, but bytes ${start} to ${end - 1} are to be read: it is cut off or damaged`;
    throw cannotRead(this.state.path, reason);
  }

  /** Closes the file. */
  close(): void {
    closeSync(this.#descriptor);
  }
}
