import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { COMPUTE_BACKEND, type ComputeBackend, TolariaError } from "../../../core/mod.ts";
import { Container, ContainerModule } from "../../../deps.ts";
import { AutoBackend, type Candidate } from "../../../modules/compute/_auto/mod.ts";
import { auto } from "../../../modules/mod.ts";
import { conformsToComputeBackend } from "../../../testing/compute_backend.ts";

const wanted = process.env.TOLARIA_BACKEND;
before(() => {
  process.env.TOLARIA_BACKEND = "cpu";
});
after(() => {
  if (wanted === undefined) delete process.env.TOLARIA_BACKEND;
  else process.env.TOLARIA_BACKEND = wanted;
});

conformsToComputeBackend(() => {
  const container = new Container();
  container.load(auto());
  return container.get(COMPUTE_BACKEND);
});

/** A backend that says what happens to it, and fails to start with `failure`. */
function candidate(
  name: string,
  log: string[],
  { isThere = true, failure }: { isThere?: boolean; failure?: Error } = {},
): Candidate {
  const backend: ComputeBackend = {
    name,
    device: { type: "cpu", description: `${name}'s` },
    isCurrent: true,
    start: async () => {
      log.push(`start ${name}`);
      if (failure) throw failure;
    },
    dispose: async () => {
      log.push(`dispose ${name}`);
    },
  };
  const make = () =>
    new ContainerModule(({ bind }) => {
      bind(COMPUTE_BACKEND)
        .toResolvedValue(() => backend)
        .inSingletonScope()
        .onDeactivation((bound) => bound.dispose());
    });
  return { name, make, isThere: () => isThere };
}

const unavailable = new TolariaError("backend/unavailable", "It is broken. Cannot start it.");

test("AutoBackend starts the first available candidate", async () => {
  const log: string[] = [];
  const candidates = [
    candidate("a", log, { isThere: false }),
    candidate("b", log),
    candidate("c", log),
  ];
  const backend = new AutoBackend(candidates, undefined, (line) => log.push(line));
  assert.equal(backend.name, "auto");
  await backend.start();
  await backend.start();
  assert.deepEqual([backend.name, backend.device.description], ["b", "b's"]);
  await backend.dispose();
  await backend.dispose();
  assert.deepEqual(log, ["start b", "dispose b"]);
});

test("AutoBackend warns and tries the next candidate when one fails to start", async () => {
  const log: string[] = [];
  const candidates = [candidate("a", log, { failure: unavailable }), candidate("b", log)];
  const backend = new AutoBackend(candidates, undefined, (line) => log.push(line));
  await backend.start();
  assert.equal(backend.name, "b");
  assert.deepEqual(log, ["start a", "It is broken. Cannot start it.\ntrying b instead", "start b"]);
});

test("AutoBackend fails when the last candidate fails, or one is busy", async () => {
  const busy = new TolariaError("backend/busy", "It is in use. Cannot start it.");
  for (const [failure, first] of [
    [unavailable, false],
    [busy, true],
  ] as const) {
    const list = [candidate("a", [], { failure })];
    const candidates = first ? [...list, candidate("b", [])] : list;
    const backend = new AutoBackend(candidates, undefined, () => {});
    await assert.rejects(() => backend.start(), failure);
    await backend.dispose();
  }
});

test("AutoBackend tries only the candidate that is requested by name", async () => {
  const log: string[] = [];
  const candidates = [
    candidate("a", log),
    candidate("b", log, { isThere: false, failure: unavailable }),
  ];
  const asked = new AutoBackend(candidates, "b", (line) => log.push(line));
  await assert.rejects(() => asked.start(), unavailable);
  assert.deepEqual(log, ["start b"]);
  await assert.rejects(() => new AutoBackend(candidates, "gpu", () => {}).start(), {
    code: "options/invalid",
    message: "TOLARIA_BACKEND must be one of a, b, but is gpu. Cannot start a backend.",
  });
});
