import { stripVTControlCharacters } from "node:util";
import type { Clock } from "../../core/mod.ts";

/** A stream that keeps what is written to it. */
export class FakeTerminal {
  /** Whether it takes control sequences. */
  readonly isTTY: boolean;
  /** Its width in characters. */
  columns: number;
  /** What was written, call by call. */
  readonly writes: string[] = [];

  /** Makes a stream that nothing was written to. */
  constructor(isTTY = true, columns = 120) {
    this.isTTY = isTTY;
    this.columns = columns;
  }

  /** Keeps `text`. */
  write(text: string): boolean {
    this.writes.push(text);
    return true;
  }

  /** Everything, as it was written. */
  get raw(): string {
    return this.writes.join("");
  }

  /** The lines that stay on the screen: what was drawn over is gone. */
  get lines(): string[] {
    return this.raw
      .split("\n")
      .map((line) => stripVTControlCharacters(line.split("\r").at(-1) ?? ""));
  }
}

/** A clock that stands still until it is asked to go on. */
export class FakeClock implements Clock {
  /** The time that it shows. */
  nowMs = 0;

  /** The same as `nowMs`. */
  monotonicMs(): number {
    return this.nowMs;
  }

  /** The same as `nowMs`. */
  wallMs(): number {
    return this.nowMs;
  }
}
