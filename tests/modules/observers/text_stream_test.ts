import assert from "node:assert/strict";
import { test } from "node:test";
import { isNotebook } from "../../../core/mod.ts";
import { consoleStream, LiveLine } from "../../../modules/observers/_terminal/mod.ts";

test("isNotebook() is true only where Deno has its notebook", () => {
  const outside = {
    get jupyter(): never {
      throw new Error("Deno.jupyter is only available in `deno jupyter` subcommand");
    },
  };
  assert.equal(isNotebook({ Deno: { jupyter: {} } }), true);
  assert.equal(isNotebook({ Deno: outside }), false);
  assert.equal(isNotebook({}), false);
  assert.equal(isNotebook(), false);
});

test("consoleStream() logs lasting lines, and no line that is redrawn", () => {
  const logged: string[] = [];
  const line = new LiveLine(consoleStream((text) => logged.push(text)));
  line.print("epoch 1");
  line.show("step 1 of 9");
  line.print("epoch 2\nepoch 3");
  line.clear();
  assert.deepEqual(logged, ["epoch 1", "epoch 2\nepoch 3"]);
});
