import assert from "node:assert/strict";
import { test } from "node:test";
import { TAMIYO } from "../../../core/mod.ts";
import { noTamiyo } from "../../../modules/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { conformsToTamiyo } from "../../../testing/tamiyo.ts";
import { NOBODY } from "./_skips.ts";

const create = () => resolveProvider(TAMIYO, noTamiyo());

conformsToTamiyo(create, { skip: NOBODY });

test("noTamiyo() says that nobody is there to be asked", async () => {
  assert.equal((await create()).present, false);
});
