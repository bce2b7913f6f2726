import assert from "node:assert/strict";
import { test } from "node:test";
import { KASMINA, type PreparedCommand } from "../../../core/mod.ts";
import { recordingKasmina, SeedCommandRecord } from "../../../modules/mod.ts";
import { commandOf, seedFields } from "../../../testing/_support/commands.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { conformsToKasmina } from "../../../testing/kasmina.ts";

async function create() {
  const record = new SeedCommandRecord();
  const kasmina = await resolveProvider(KASMINA, recordingKasmina(record));
  return {
    kasmina,
    record,
    seedId: "s1",
    visible: () => record.commands.map(({ commandId }) => commandId),
  };
}

conformsToKasmina(create);

test("recordingKasmina() writes commands down in the order in which they are committed", async () => {
  const { kasmina, visible } = await create();
  const [a, b] = ["a", "b"].map(
    (commandId) => kasmina.prepare(commandOf(seedFields({ commandId }))) as PreparedCommand,
  );
  b?.commit();
  a?.commit();
  assert.deepEqual(visible(), ["b", "a"]);
  assert.equal(a?.note, "recorded only: this host has no seeds");
});

test("recordingKasmina() has no seeds", async () => {
  assert.deepEqual((await create()).kasmina.seedStates(), []);
});

test("SeedCommandRecord keeps the last thousand commands", () => {
  const record = new SeedCommandRecord();
  for (let i = 0; i < 1_002; i++) record.add(commandOf({ commandId: `c${i}` }));
  assert.deepEqual(
    [record.commands.length, record.commands[0]?.commandId, record.commands.at(-1)?.commandId],
    [1_000, "c2", "c1001"],
  );
});
