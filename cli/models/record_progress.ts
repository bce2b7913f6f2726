import { machineClock } from "../../core/mod.ts";

/** How often a terminal is written to, ms. */
const TERMINAL_MS = 200;

/** How often a file is, ms. */
const FILE_MS = 10_000;

/** Shows how many records have gone by, once that takes long. */
export class RecordProgress {
  readonly #stream: NodeJS.WriteStream | undefined;
  readonly #startedMs = machineClock.monotonicMs();
  #shownMs = this.#startedMs;
  #count = 0;
  #shown = false;

  /** @param stream Undefined to show nothing. */
  constructor(stream: NodeJS.WriteStream | undefined) {
    this.#stream = stream;
  }

  /** Counts records. */
  add(records: number): void {
    this.#count += records;
    const nowMs = machineClock.monotonicMs();
    const { isTTY } = this.#stream ?? {};
    if (!this.#stream || nowMs - this.#shownMs < (isTTY ? TERMINAL_MS : FILE_MS)) return;
    this.#shownMs = nowMs;
    this.#shown = true;
    const perS = Math.round((this.#count / (nowMs - this.#startedMs)) * 1000);
    const text = `${this.#count.toLocaleString("en-US")} records, ${perS.toLocaleString("en-US")} per second`;
    this.#stream.write(isTTY ? `\r\x1b[K${text}` : `${text}\n`);
  }

  /** Ends the line. */
  end(): void {
    if (this.#shown && this.#stream?.isTTY) this.#stream.write("\r\x1b[K");
  }
}
