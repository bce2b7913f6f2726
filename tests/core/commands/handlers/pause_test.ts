import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Pause, pauseHandler } from "../../../../core/commands/handlers/pause.ts";
import type { PreparedCommand } from "../../../../core/mod.ts";
import { commandOf } from "../../../../testing/_support/commands.ts";
import { conformsToCommandHandler } from "../../../../testing/command_handler.ts";

conformsToCommandHandler(() => {
  const pause = new Pause();
  return {
    handler: pauseHandler(
      pause,
      () => false,
      () => {},
    ),
    good: { annotations: { duration_ms: "5" } },
    bad: { annotations: { duration_ms: "soon" } },
    visible: () => pause.asked,
  };
});

const WEEK_MS = 604_800_000;

function handlerOf(canBeResumed: boolean) {
  const pause = new Pause();
  let stops = 0;
  const handler = pauseHandler(
    pause,
    () => canBeResumed,
    () => {
      stops += 1;
    },
  );
  const prepare = (annotations: Record<string, string>) =>
    handler.prepare(commandOf({ annotations })) as PreparedCommand;
  return { pause, prepare, stops: () => stops };
}

test("pauseHandler() stops the run once it is committed, and pauses nothing", () => {
  const { pause, prepare, stops } = handlerOf(false);
  prepare({ stop: "true" }).abort();
  const prepared = prepare({ stop: "true" });
  assert.equal(stops(), 0);
  prepared.commit();
  assert.deepEqual([stops(), pause.asked], [1, false]);
});

/** Runs `claim` on timers that only `mock.timers.tick` moves. */
async function onFakeTime(claim: () => Promise<void>): Promise<void> {
  mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  try {
    await claim();
  } finally {
    mock.timers.reset();
  }
}

/** Whether `promise` has settled by now. */
async function settled(promise: Promise<unknown>): Promise<boolean> {
  let done = false;
  void promise.then(() => {
    done = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  return done;
}

const running = () => new AbortController().signal;

test("pauseHandler() asks for a pause when it is committed, and not before or after an abort", () => {
  const { pause, prepare } = handlerOf(true);
  prepare({ duration_ms: "5" }).abort();
  const prepared = prepare({ duration_ms: "5" });
  assert.equal(pause.asked, false);
  prepared.commit();
  assert.equal(pause.asked, true);
  prepare({ resume: "true" }).commit();
  assert.equal(pause.asked, false);
});

const DURATIONS = ["-1", "soon", "", " ", "NaN", "Infinity", "1e3", "0x10", `${WEEK_MS + 1}`];

for (const text of DURATIONS) {
  test(`pauseHandler() refuses a duration of ${JSON.stringify(text)}`, () => {
    assert.throws(() => handlerOf(true).prepare({ duration_ms: text }), {
      code: "command/refused",
      message: `Annotation "duration_ms" must be a number of milliseconds from 0 to ${WEEK_MS}, but is ${JSON.stringify(text)}. Cannot carry out command "c1".`,
    });
  });
}

test("pauseHandler() accepts a duration from 0 to a week", () => {
  for (const text of ["0", "0.5", "1500", `${WEEK_MS}`])
    handlerOf(false).prepare({ duration_ms: text });
});

test("pauseHandler() needs a duration when no command could end the pause", () => {
  assert.throws(() => handlerOf(false).prepare({}), {
    code: "command/refused",
    message:
      /\(no command from outside is let in that could end a pause without one\), but is none/,
  });
  handlerOf(true).prepare({});
});

test("Pause.wait() resolves at once without a pause", async () => {
  await new Pause().wait(running(), () => assert.fail("it polled"));
});

test("Pause.wait() holds for the time that was asked", async () => {
  await onFakeTime(async () => {
    const pause = new Pause();
    pause.hold(1_000);
    const waiting = pause.wait(running(), () => {});
    mock.timers.tick(999);
    assert.equal(await settled(waiting), false);
    mock.timers.tick(1);
    assert.equal(await settled(waiting), true);
    assert.equal(pause.asked, false);
  });
});

test("Pause.wait() polls for commands, and ends with one to go on", async () => {
  await onFakeTime(async () => {
    const pause = new Pause();
    pause.hold(Number.POSITIVE_INFINITY);
    let polls = 0;
    const waiting = pause.wait(running(), () => {
      polls += 1;
      if (polls === 3) pause.resume();
    });
    mock.timers.tick(100);
    assert.equal(await settled(waiting), false);
    mock.timers.tick(50);
    assert.equal(await settled(waiting), true);
    mock.timers.tick(1_000);
    assert.equal(polls, 3);
  });
});

test("Pause.hold() while it holds counts the new time from then", async () => {
  await onFakeTime(async () => {
    const pause = new Pause();
    pause.hold(1_000);
    const waiting = pause.wait(running(), () => {});
    mock.timers.tick(900);
    pause.hold(500);
    assert.equal(await settled(waiting), false);
    mock.timers.tick(499);
    assert.equal(await settled(waiting), false);
    mock.timers.tick(1);
    assert.equal(await settled(waiting), true);
  });
});

test("Pause.wait() ends when the run is aborted before or during the pause", async () => {
  await onFakeTime(async () => {
    for (const before of [true, false]) {
      const pause = new Pause();
      pause.hold(Number.POSITIVE_INFINITY);
      const abort = new AbortController();
      if (before) abort.abort();
      const waiting = pause.wait(abort.signal, () => {});
      abort.abort();
      assert.equal(await settled(waiting), true);
      assert.equal(pause.asked, false);
    }
  });
});
