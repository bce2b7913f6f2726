import assert from "node:assert/strict";
import { test } from "node:test";
import type { Json } from "../../../../core/mod.ts";
import { exportMemory, importMemory } from "../../../../modules/tamiyo/_policy/mod.ts";

/** A policy called `name` that remembers one thing. */
function policyOf(name: string, remembered: Json) {
  const policy = {
    name,
    remembered,
    decide: () => undefined,
    state: () => policy.remembered,
    restore: (state: Json) => {
      policy.remembered = state;
    },
  };
  return policy;
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

test("importMemory() puts a policy back to what exportMemory() gave, also to null", () => {
  for (const remembered of [{ a: [1, "x"] }, 0, null]) {
    const bytes = exportMemory(policyOf("p", remembered)) ?? assert.fail("nothing was given");
    const other = policyOf("p", "something else");
    importMemory(other, bytes);
    assert.deepEqual(other.remembered, remembered);
  }
});

test("exportMemory() gives nothing for a policy that says nothing of its state", () => {
  assert.equal(exportMemory({ name: "p", decide: () => undefined }), undefined);
});

test("exportMemory() refuses more than a message may have", () => {
  // {"policy":"p","state":"..."}: 25 bytes around the text.
  assert.equal(exportMemory(policyOf("p", "x".repeat(65_536 - 25)))?.length, 65_536);
  assert.throws(() => exportMemory(policyOf("p", "x".repeat(65_536 - 24))), {
    name: "RangeError",
    message:
      'A state must have at most 65536 bytes, but has 65537. Cannot export the state of "p".',
  });
});

for (const [bytes, message] of [
  [bytesOf("{"), /The state must be JSON\. Cannot restore policy "p"\./],
  [new Uint8Array([255]), /The state must be JSON\. Cannot restore policy "p"\./],
  [bytesOf("null"), /The state must be one of "p", but is undefined/],
  [bytesOf('{"policy":"q","state":1}'), /The state must be one of "p", but is "q"/],
  [bytesOf('{"policy":"p"}'), /The state must be one of "p"/],
] as const) {
  test(`importMemory() refuses ${new TextDecoder().decode(bytes)}, and changes nothing`, () => {
    const policy = policyOf("p", 1);
    assert.throws(() => importMemory(policy, bytes), { code: "state/invalid", message });
    assert.equal(policy.remembered, 1);
  });
}

test("importMemory() refuses for a policy that takes no state back", () => {
  const bytes = exportMemory(policyOf("p", 1)) as Uint8Array;
  assert.throws(() => importMemory({ name: "p", decide: () => undefined }, bytes), {
    code: "state/invalid",
    message: /has no method "restore"\. Cannot restore policy "p"\./,
  });
});
