import { stripVTControlCharacters } from "node:util";
import type { Clock } from "../../../core/mod.ts";

/** A stream that keeps what is written to it. */
export class FakeTerminal {
  readonly isTTY: boolean;
  columns: number;
  readonly writes: string[] = [];

  constructor(isTTY = true, columns = 120) {
    this.isTTY = isTTY;
    this.columns = columns;
  }

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

/** A clock that stands still until it is told to go on. */
export class FakeClock implements Clock {
  nowMs = 0;

  monotonicMs(): number {
    return this.nowMs;
  }

  wallMs(): number {
    return this.nowMs;
  }
}
