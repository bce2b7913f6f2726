import assert from "node:assert/strict";
import { type Decision, readAnswer, type Tamiyo, type TamiyoMemory } from "../core/mod.ts";
import {
  AdaptationCommand,
  FieldReport,
  LEYLINE_VERSION,
  SystemStatePacket,
} from "../proto/mod.ts";
import { type Scratch, withScratch } from "./_support/scratch.ts";
import type { Behaviour, Script } from "./_support/scripted_policy.ts";
import { type SuiteOptions, suiteOf } from "./_support/suite.ts";
import { waitUntil } from "./_support/wait_until.ts";

/** A controller under test that has been started, and asks for packets by their number. */
export interface TamiyoStage {
  /** The controller to check. */
  readonly tamiyo: Tamiyo;
  /** A folder of the test's own. */
  readonly scratch: Scratch;
  /** Asks about the packet of `epoch`, with more time than a good answer ever takes. */
  ask(epoch: number): Promise<Decision>;
  /** Asks about it with too little time for one that does not answer. */
  askInVain(epoch: number): Promise<Decision>;
  /** Lets a policy that blocks go on. */
  release(): void;
}

const LONG_MS = 30_000;
const SHORT_MS = 20;

/** Bytes of the packet of an epoch. */
export function packetOf(epoch: number): Uint8Array {
  return SystemStatePacket.encode({
    version: LEYLINE_VERSION,
    currentEpoch: epoch,
    packetId: `run/${epoch}`,
  });
}

/** Runs `claim` with a controller that `create` makes of a script, and disposes it. */
export async function withTamiyo(
  create: (script: Script) => Promise<Tamiyo>,
  script: readonly Behaviour[],
  claim: (stage: TamiyoStage) => void | Promise<void>,
  remembers = false,
): Promise<void> {
  await withScratch(async (scratch) => {
    const files = { release: scratch.path("release"), journal: scratch.path("journal") };
    const tamiyo = await create({ script, ...files, remembers });
    try {
      await tamiyo.start();
      await claim({
        tamiyo,
        scratch,
        ask: async (epoch) => tamiyo.decide(packetOf(epoch), LONG_MS),
        askInVain: async (epoch) => tamiyo.decide(packetOf(epoch), SHORT_MS),
        release: () => scratch.write("release", ""),
      });
    } finally {
      await tamiyo.dispose();
    }
  });
}

/** The policy that the suite scripts; its options are a {@link Script}. */
export const SCRIPTED_POLICY: URL = new URL("_support/scripted_policy.ts", import.meta.url);

/**
 * Checks what the port {@link Tamiyo} obliges a provider to.
 *
 * @param create Makes a controller that runs {@link SCRIPTED_POLICY} with this script, and waits for long before it replaces one.
 */
export function conformsToTamiyo(
  create: (script: Script) => Promise<Tamiyo>,
  options: SuiteOptions = {},
): void {
  const declare = suiteOf(options);
  const check = (
    name: string,
    script: readonly Behaviour[],
    claim: (stage: TamiyoStage) => void | Promise<void>,
  ) => declare(name, () => withTamiyo(create, script, claim));

  check("Tamiyo has a name, and nothing has happened to it at first", [], ({ tamiyo }) => {
    assert.notEqual(tamiyo.name, "");
    assert.deepEqual(tamiyo.counts, { lateAnswers: 0, replaced: 0 });
  });

  check("Tamiyo.decide() says so where there is nothing to change", ["none"], async ({ ask }) => {
    assert.deepEqual(await ask(1), { kind: "none" });
  });

  check(
    "Tamiyo.decide() gives the command for the packet that was asked about, each time",
    ["pause", "async", "none", "pause"],
    async ({ ask }) => {
      for (const epoch of [1, 2, 4]) assert.equal(commandIn(await ask(epoch), epoch), "scripted");
    },
  );

  check(
    "Tamiyo.decide() tells of a policy that throws, and asks it again",
    ["throw", "pause"],
    async ({ ask }) => {
      const decision = await ask(1);
      assert.equal(decision.kind, "failed");
      assert.match((decision as { reason: string }).reason, /boom/);
      assert.equal((await ask(2)).kind, "command");
    },
  );

  check(
    "Tamiyo.decide() lets no bad answer through as a good one",
    ["garbage", "version", "oversized", "other", "pause"],
    async ({ ask }) => {
      for (const epoch of [1, 2, 3, 4]) {
        const decision = await ask(epoch);
        if (decision.kind !== "failed") assert.throws(() => commandIn(decision, epoch));
      }
      assert.equal((await ask(5)).kind, "command");
    },
  );

  check(
    "Tamiyo.decide() does not wait for a policy that does not come back in time",
    ["block", "pause"],
    async ({ tamiyo, ask, askInVain, release }) => {
      assert.deepEqual(await askInVain(1), { kind: "late" });
      assert.equal((await askInVain(2)).kind, "unavailable");
      release();
      await waitUntil("the late answer is counted", () => {
        tamiyo.recover();
        return tamiyo.counts.lateAnswers === 1;
      });
      // The late one is thrown away; the next packet is answered by its own.
      assert.deepEqual(await ask(3), { kind: "none" });
      assert.equal(commandIn(await ask(2), 2), "scripted");
      assert.deepEqual(tamiyo.counts, { lateAnswers: 1, replaced: 0 });
    },
  );

  check(
    "Tamiyo.recover() replaces a controller that died, and counts it",
    ["exit", "pause"],
    async ({ tamiyo, ask, askInVain }) => {
      assert.match((await askInVain(1)).kind, /late|failed/);
      await waitUntil("it is back", async () => {
        tamiyo.recover();
        return (await ask(2)).kind === "command";
      });
      assert.deepEqual(tamiyo.counts, { lateAnswers: 0, replaced: 1 });
    },
  );

  check(
    "Tamiyo.recover() replaces a controller that failed where nobody caught it",
    ["crash", "pause"],
    async ({ tamiyo, ask, askInVain }) => {
      assert.match((await askInVain(1)).kind, /late|failed/);
      await waitUntil("it is back", async () => {
        tamiyo.recover();
        return (await ask(2)).kind === "command";
      });
      assert.equal(tamiyo.counts.replaced, 1);
    },
  );

  check("Tamiyo.recover() changes nothing where all is well", ["pause"], async (stage) => {
    stage.tamiyo.recover();
    assert.equal((await stage.ask(1)).kind, "command");
    stage.tamiyo.recover();
    assert.deepEqual(await stage.ask(2), { kind: "none" });
    assert.deepEqual(stage.tamiyo.counts, { lateAnswers: 0, replaced: 0 });
  });

  check(
    "Tamiyo.report() hands reports over in order, also past one that the policy throws at",
    [],
    async ({ tamiyo, ask, scratch }) => {
      for (const [commandId, notes] of [
        ["a", "throw"],
        ["b", ""],
      ] as const) {
        tamiyo.report(FieldReport.encode({ version: LEYLINE_VERSION, commandId, notes }));
      }
      tamiyo.report(new Uint8Array([255, 255]));
      assert.deepEqual(await ask(1), { kind: "none" });
      const told = scratch.read("journal").match(/^report .*$/gm);
      assert.deepEqual(told, ["report a", "report b"]);
    },
  );

  check(
    "Tamiyo.memory is not there for a controller that says nothing of it",
    ["pause"],
    async (stage) => {
      assert.equal(stage.tamiyo.memory, undefined);
      await stage.ask(1);
      assert.equal(stage.tamiyo.memory, undefined);
    },
  );

  const remembering = (
    name: string,
    script: readonly Behaviour[],
    claim: (stage: TamiyoStage) => Promise<void>,
  ) => declare(name, () => withTamiyo(create, script, claim, true));
  const RECALL = Array<Behaviour>(4).fill("recall");

  remembering(
    "Tamiyo.restore() puts a controller back to what it remembered, with the reports since; in another process too",
    RECALL,
    async ({ tamiyo, ask }) => {
      const first = memoryOf(tamiyo);
      assert.equal(recalledIn(await ask(1)), "1");
      tamiyo.report(reportOf("a"));
      const second = memoryOf(tamiyo);
      assert.equal(second.reports.length, 1);
      assert.equal(recalledIn(await ask(2)), "1,a,2");
      assert.equal(memoryOf(tamiyo).reports.length, 0);
      await tamiyo.restore(second, LONG_MS);
      assert.deepEqual(memoryOf(tamiyo), second);
      assert.equal(recalledIn(await ask(3)), "1,a,3");
      await tamiyo.restore(first, LONG_MS);
      assert.equal(recalledIn(await ask(4)), "4");
      const elsewhere = async (other: TamiyoStage) => {
        await other.tamiyo.restore(second, LONG_MS);
        assert.equal(recalledIn(await other.ask(2)), "1,a,2");
      };
      await withTamiyo(create, RECALL, elsewhere, true);
    },
  );

  remembering(
    "Tamiyo.restore() tells of a controller that refuses, which is as it was then",
    RECALL,
    async ({ tamiyo, ask }) => {
      await ask(1);
      const before = memoryOf(tamiyo);
      const bad = { state: new TextEncoder().encode("no memory"), reports: [] };
      await assert.rejects(async () => tamiyo.restore(bad, LONG_MS));
      assert.deepEqual(memoryOf(tamiyo), before);
      assert.equal(recalledIn(await ask(2)), "1,2");
    },
  );

  remembering(
    "Tamiyo.restore() has the next controller begin with it where this one does not come back",
    ["recall", "never", "recall"],
    async ({ tamiyo, ask, askInVain }) => {
      await ask(1);
      tamiyo.report(reportOf("a"));
      const before = memoryOf(tamiyo);
      assert.deepEqual(await askInVain(2), { kind: "late" });
      await tamiyo.restore(before, LONG_MS);
      assert.equal(tamiyo.counts.replaced, 1);
      assert.deepEqual(memoryOf(tamiyo), before);
      let decision: Decision = { kind: "none" };
      await waitUntil("another is ready", async () => {
        decision = await ask(3);
        return decision.kind === "command";
      });
      assert.equal(recalledIn(decision), "1,a,3");
    },
  );

  check("Tamiyo.dispose() can be called twice, and nothing throws after it", [], async (stage) => {
    const { tamiyo, ask } = stage;
    await tamiyo.dispose();
    await tamiyo.dispose();
    tamiyo.recover();
    tamiyo.report(FieldReport.encode({ version: LEYLINE_VERSION }));
    assert.ok(["unavailable", "none"].includes((await ask(1)).kind));
  });
}

function reportOf(commandId: string): Uint8Array {
  return FieldReport.encode({ version: LEYLINE_VERSION, commandId });
}

/** What a controller remembers; fails where it does not say so. */
function memoryOf({ memory }: Tamiyo): TamiyoMemory {
  assert.ok(memory);
  return memory;
}

/** What the scripted policy says that it remembers. */
function recalledIn(decision: Decision): string | undefined {
  assert.equal(decision.kind, "command");
  return AdaptationCommand.decode((decision as { bytes: Uint8Array }).bytes).annotations.recalled;
}

/** Who sent the command in `decision`; fails unless it is a good answer to the packet of `epoch`. */
function commandIn(decision: Decision, epoch: number): string {
  assert.equal(decision.kind, "command");
  return readAnswer((decision as { bytes: Uint8Array }).bytes, `run/${epoch}`).issuedBy;
}
