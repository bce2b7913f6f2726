import assert from "node:assert/strict";
import { test } from "node:test";
import { colorsFor } from "../../../modules/observers/_terminal/mod.ts";
import { FakeTerminal } from "../../../testing/_support/fake_terminal.ts";

const colored = (isTTY: boolean, environment: Record<string, string>) =>
  colorsFor(new FakeTerminal(isTTY), environment).isColorSupported;

test("colorsFor() colors a terminal and nothing else", () => {
  assert.equal(colored(true, {}), true);
  assert.equal(colored(false, {}), false);
});

test("colorsFor() returns no colors when NO_COLOR is set", () => {
  assert.equal(colored(true, { NO_COLOR: "1", FORCE_COLOR: "1" }), false);
});

test("colorsFor() treats an empty NO_COLOR as an unset one", () => {
  assert.equal(colored(true, { NO_COLOR: "" }), true);
});

test("colorsFor() follows FORCE_COLOR and a dumb terminal", () => {
  assert.equal(colored(false, { FORCE_COLOR: "1" }), true);
  assert.equal(colored(true, { FORCE_COLOR: "0" }), false);
  assert.equal(colored(true, { TERM: "dumb" }), false);
});
