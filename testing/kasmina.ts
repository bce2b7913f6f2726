import assert from "node:assert/strict";
import { type Kasmina, TolariaError } from "../core/mod.ts";
import { tf } from "../deps.ts";
import { SeedLifecycleStage, SeedOperation } from "../proto/mod.ts";
import { commandOf, seedFields } from "./_support/commands.ts";
import { type SuiteOptions, suiteOf } from "./_support/suite.ts";

/** A Kasmina, and all that a command could have changed. */
export interface KasminaStage {
  /** The provider to check. */
  readonly kasmina: Kasmina;
  /** A seed that it has, or would take commands for. */
  readonly seedId: string;
  /** Whatever can be seen of it but its seeds' states. */
  visible(): unknown;
}

const OPERATIONS = Object.values(SeedOperation).filter(
  (value): value is SeedOperation => typeof value === "number" && value > 0,
);

/** Checks what the port {@link Kasmina} obliges a provider to. */
export function conformsToKasmina(
  create: () => Promise<KasminaStage>,
  options: SuiteOptions = {},
): void {
  const check = suiteOf(options);
  const seen = ({ kasmina, visible }: KasminaStage) =>
    structuredClone([kasmina.seedStates(), visible()]);
  const prepare = ({ kasmina, seedId }: KasminaStage, operation: SeedOperation) =>
    kasmina.prepare(
      commandOf(
        seedFields({
          targetSeedId: seedId,
          seedOperation: { operation, blueprintId: "dense-bottleneck" },
        }),
      ),
    );

  check("Kasmina has a name", async () => {
    assert.match((await create()).kasmina.name, /^[a-z][a-z-]*$/);
  });

  check("Kasmina.seedStates() names each seed once", async () => {
    const ids = (await create()).kasmina.seedStates().map(({ seedId }) => seedId);
    assert.equal(new Set(ids).size, ids.length);
  });

  check("Kasmina.prepare() takes each operation or refuses it, and changes nothing", async () => {
    for (const operation of OPERATIONS) {
      const stage = await create();
      const before = seen(stage);
      await Promise.resolve()
        .then(() => prepare(stage, operation))
        .catch((error) => assert.ok(TolariaError.is(error, "command/refused"), `${error}`));
      assert.deepEqual(seen(stage), before);
    }
  });

  check("Kasmina leaves no trace of a command that is aborted", async () => {
    const stage = await create();
    const before = seen(stage);
    (await prepare(stage, SeedOperation.SEED_OP_GERMINATE)).abort();
    assert.deepEqual(seen(stage), before);
    (await prepare(stage, SeedOperation.SEED_OP_GERMINATE)).commit();
  });

  check("Kasmina leaves no tensor of a command that is aborted", async () => {
    const stage = await create();
    const before = tf.memory().numTensors;
    (await prepare(stage, SeedOperation.SEED_OP_GERMINATE)).abort();
    assert.equal(tf.memory().numTensors, before);
  });

  check("Kasmina commits without building anything", async () => {
    const prepared = await prepare(await create(), SeedOperation.SEED_OP_GERMINATE);
    const before = tf.memory().numTensors;
    prepared.commit();
    assert.equal(tf.memory().numTensors, before);
  });

  check("Kasmina.seedStates() says of each seed where it stands, in finite numbers", async () => {
    for (const { stage, gradientNorm, learningRate, riskScore, metrics } of (
      await create()
    ).kasmina.seedStates()) {
      assert.ok(SeedLifecycleStage[stage ?? 0] !== undefined && stage !== 0);
      const numbers = [gradientNorm, learningRate, riskScore, ...Object.values(metrics ?? {})];
      for (const number of numbers) assert.ok(Number.isFinite(number));
    }
  });

  check("Kasmina carries a command out when it is committed", async () => {
    const stage = await create();
    const before = seen(stage);
    (await prepare(stage, SeedOperation.SEED_OP_GERMINATE)).commit();
    assert.notDeepEqual(seen(stage), before);
  });
}
