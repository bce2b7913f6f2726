import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { appendFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { mock, test } from "node:test";
import { streamRuns } from "../../../../modules/observers/_board/stream.ts";
import { RunWriter } from "../../../../modules/observers/_runs/mod.ts";
import { withScratch } from "../../../../testing/_support/scratch.ts";
import { recordOf } from "../../../_support/observers/run_records.ts";

/** A reader that takes what it is sent only when asked to. */
class SlowReader extends EventEmitter {
  writableNeedDrain = false;
  readonly written: string[] = [];
  destroyed = false;

  writeHead(): void {}

  write(text: string): boolean {
    assert.equal(this.writableNeedDrain, false, "something was written to a reader that is full");
    this.written.push(text);
    this.writableNeedDrain = true;
    return false;
  }

  take(): void {
    this.writableNeedDrain = false;
    this.emit("drain");
  }

  end(): void {}

  destroy(): void {
    this.destroyed = true;
    this.emit("close");
  }
}

const lines = (count: number) =>
  Array.from({ length: count }, (_, at) => `${JSON.stringify({ epoch: at + 1 })}\n`).join("");

test("streamRuns() holds nothing for a slow reader but one update, and drops it after a minute", () =>
  withScratch(async ({ path }) => {
    mock.timers.enable({ apis: ["setInterval"] });
    try {
      new RunWriter(path("a"), recordOf());
      appendFileSync(path("a/epochs.jsonl"), lines(1_000));
      const reader = new SlowReader();
      const streams = new Set<() => void>();
      const request = { headers: {} } as IncomingMessage;
      const run = { id: "a", folder: path("a") };
      streamRuns(request, reader as unknown as ServerResponse, [run], streams, undefined);
      // What comes meanwhile is read when the reader has taken what was read before.
      for (let round = 0; round < 50; round++) {
        appendFileSync(path("a/epochs.jsonl"), lines(10));
        mock.timers.tick(300);
      }
      assert.equal(reader.written.length, 1);
      // The retry time, two parts of 512 and 488 lines, and the record.
      for (let taken = 0; taken < 4; taken++) reader.take();
      assert.equal(reader.written.length, 4);
      reader.take();
      mock.timers.tick(300);
      assert.equal(reader.written.length, 5);
      assert.equal(JSON.parse(reader.written[4]?.slice(6) ?? "").lines.epochs.length, 500);
      assert.equal(reader.destroyed, false);
      mock.timers.tick(61_000);
      assert.equal(reader.destroyed, true);
      assert.equal(streams.size, 0);
    } finally {
      mock.timers.reset();
    }
  }));
