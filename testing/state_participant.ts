import assert from "node:assert/strict";
import type { StatePart, StateParticipant } from "../core/mod.ts";
import { tf } from "../deps.ts";
import { type SuiteOptions, suiteOf } from "./_support/suite.ts";

/** A participant, and what it owns. */
export interface ParticipantStage {
  /** The participant to check. */
  readonly participant: StateParticipant;
  /** Changes everything that it owns, and what later steps depend on with it. */
  change(): void | Promise<void>;
  /** All that later steps depend on, in a form that can be compared. */
  visible(): unknown;
  /** Gives everything back. */
  close(): void | Promise<void>;
}

/** A part as another process would read it: JSON, and flat tensors of its own. */
export function written(part: StatePart): StatePart {
  return {
    version: part.version,
    data: JSON.parse(JSON.stringify(part.data)),
    tensors: part.tensors.map(({ prefix, segments, tensor }) => ({
      prefix,
      segments: JSON.parse(JSON.stringify(segments)),
      tensor: tf.tensor(tensor.dataSync().slice(), [tensor.size], tensor.dtype),
    })),
  };
}

/** Gives back the tensors of a part. */
export function disposePart({ tensors, derived = [] }: StatePart): void {
  tf.dispose([...tensors.map(({ tensor }) => tensor), ...derived]);
}

/** Checks what the port {@link StateParticipant} obliges a provider to. */
export function conformsToStateParticipant(
  create: () => Promise<ParticipantStage>,
  options: SuiteOptions = {},
): void {
  const declare = suiteOf(options);
  const check = (name: string, claim: (stage: ParticipantStage) => Promise<void>) =>
    declare(name, async () => {
      const stage = await create();
      try {
        await claim(stage);
      } finally {
        await stage.close();
      }
    });
  const seen = (stage: ParticipantStage) => structuredClone(stage.visible());
  const restore = async ({ participant }: ParticipantStage, part: StatePart) => {
    const prepared = await participant.prepare(part);
    await prepared.commit();
    await prepared.confirm();
    prepared.settle();
  };

  check("StateParticipant has a name", async ({ participant }) => {
    assert.match(participant.name, /^[a-z][a-z-]*$/);
  });

  check(
    "StateParticipant.capture() copies no number, and is plain data and tensors",
    async ({ participant }) => {
      const before = tf.memory().numDataBuffers;
      const part = participant.capture();
      assert.equal(tf.memory().numDataBuffers, before);
      assert.ok(Number.isInteger(part.version) && part.version >= 1);
      const names = part.tensors.flatMap(({ prefix, segments }) =>
        segments.map((segment) => `${prefix}/${segment.name}`),
      );
      assert.equal(new Set(names).size, names.length, "two numbers have one name");
      for (const { tensor, segments } of part.tensors) {
        assert.equal(
          segments.reduce((sum, { size }) => sum + size, 0),
          tensor.size,
        );
      }
      disposePart(part);
    },
  );

  for (const [how, form] of [
    ["in this process", (part: StatePart) => part],
    ["in another process", written],
  ] as const) {
    check(`StateParticipant goes back to what it was, ${how}`, async (stage) => {
      const before = seen(stage);
      const part = stage.participant.capture();
      const given = form(part);
      await stage.change();
      assert.notDeepEqual(seen(stage), before, "nothing was changed");
      await restore(stage, given);
      assert.deepEqual(seen(stage), before);
      // Once more, from the same state: a restore uses nothing up.
      await stage.change();
      await restore(stage, given);
      assert.deepEqual(seen(stage), before);
      disposePart(part);
      if (given !== part) disposePart(given);
    });

    check(`StateParticipant is as it was after abort(), ${how}`, async (stage) => {
      const part = stage.participant.capture();
      const given = form(part);
      await stage.change();
      const changed = seen(stage);
      const tensors = tf.memory().numTensors;
      await (await stage.participant.prepare(given)).abort();
      assert.deepEqual(seen(stage), changed);
      const prepared = await stage.participant.prepare(given);
      await prepared.commit();
      await prepared.abort();
      assert.deepEqual(seen(stage), changed);
      assert.equal(tf.memory().numTensors, tensors, "tensors left behind");
      disposePart(part);
      if (given !== part) disposePart(given);
    });
  }

  check(
    "StateParticipant.prepare() changes nothing, and votes 'no' on what is not its own",
    async (stage) => {
      const { participant } = stage;
      const part = participant.capture();
      await stage.change();
      const changed = seen(stage);
      const tensors = tf.memory().numTensors;
      for (const bad of [
        { ...part, version: part.version + 1 },
        { ...part, data: { unknown: true } },
      ]) {
        await assert.rejects(async () => await participant.prepare({ ...bad, live: undefined }), {
          code: "state/invalid",
        });
        assert.deepEqual(seen(stage), changed);
        assert.equal(tf.memory().numTensors, tensors, "tensors left behind");
      }
      disposePart(part);
    },
  );
}
