import assert from "node:assert/strict";
import type { RunObserver } from "../core/mod.ts";
import { FakeClock, FakeTerminal } from "./_support/fake_terminal.ts";
import { epochOf, incidentOf, planOf, reportOf, resumeOf, stepOf } from "./_support/reports.ts";
import { type SuiteOptions, suiteOf } from "./_support/suite.ts";

/** What an observer under test is given. */
export interface ObserverStage {
  /** What the observer writes to. */
  readonly stream: FakeTerminal;
  /** The clock that it reads. */
  readonly clock: FakeClock;
}

/** Checks what the port {@link RunObserver} obliges a provider to. */
export function conformsToRunObserver(
  create: (stage: ObserverStage) => Promise<RunObserver>,
  options: SuiteOptions = {},
): void {
  const declare = suiteOf(options);
  const check = (
    name: string,
    claim: (observer: RunObserver, stage: ObserverStage) => void | Promise<void>,
  ) => {
    declare(name, async () => {
      const stage = { stream: new FakeTerminal(), clock: new FakeClock() };
      await claim(await create(stage), stage);
    });
  };

  check("RunObserver takes a whole run", (observer, { clock }) => {
    observer.onRunStart?.(planOf());
    for (const epoch of [1, 2]) {
      for (let step = 1; step <= 4; step++) {
        clock.nowMs += 1000;
        observer.onStep?.(stepOf(epoch, step));
      }
      observer.onIncident?.(incidentOf({ epoch }));
      observer.onEpoch?.(epochOf(epoch));
    }
    observer.onRunEnd?.(reportOf());
  });

  check("RunObserver takes a run that is resumed", (observer) => {
    observer.onRunStart?.(planOf());
    observer.onResume?.(resumeOf({ differences: ["peak of cosine 0.003 -> 0.001"] }));
    observer.onStep?.(stepOf(1, 3));
    observer.onEpoch?.(epochOf(1));
    observer.onRunEnd?.(reportOf());
  });

  check("RunObserver takes a run that fails before its first step", (observer) => {
    observer.onRunStart?.(planOf());
    observer.onRunEnd?.(
      reportOf({
        endReason: "failed",
        error: new Error("boom"),
        epochs: [],
        best: undefined,
        steps: 0,
      }),
    );
  });

  check(
    "RunObserver takes a run without validation and with losses that are not finite",
    (observer) => {
      observer.onRunStart?.(planOf({ validationExamples: 0 }));
      observer.onStep?.(stepOf(1, 1, { loss: Number.NaN, gradientNorm: Number.POSITIVE_INFINITY }));
      const epochs = [
        epochOf(1, { validation: undefined, train: { loss: Number.NaN, metrics: {} } }),
      ];
      for (const epoch of epochs) observer.onEpoch?.(epoch);
      observer.onRunEnd?.(reportOf({ epochs, best: undefined }));
    },
  );

  check("RunObserver takes a second run that counts its epochs on", (observer) => {
    for (const first of [1, 3]) {
      observer.onRunStart?.(planOf());
      observer.onStep?.(stepOf(first, 1));
      observer.onEpoch?.(epochOf(first));
      observer.onRunEnd?.(reportOf({ epochs: [epochOf(first)] }));
    }
  });

  check("RunObserver changes nothing of what it is given", (observer) => {
    const [plan, step, epoch] = [frozen(planOf()), frozen(stepOf(1, 1)), frozen(epochOf(1))];
    observer.onRunStart?.(plan);
    observer.onStep?.(step);
    observer.onIncident?.(frozen(incidentOf()));
    observer.onEpoch?.(epoch);
    observer.onRunEnd?.(frozen(reportOf()));
  });

  check("RunObserver.onStep() writes ten times a second at most", (observer, { clock, stream }) => {
    observer.onRunStart?.(planOf({ stepsPerEpoch: 2000 }));
    const before = stream.writes.length;
    for (let step = 1; step <= 1000; step++) {
      clock.nowMs += 1; // A second in all.
      observer.onStep?.(stepOf(1, step));
    }
    assert.ok(stream.writes.length - before <= 10, `${stream.writes.length - before} writes`);
  });

  check("RunObserver.settle() resolves once a run has ended", async (observer) => {
    observer.onRunStart?.(planOf());
    observer.onStep?.(stepOf(1, 1));
    observer.onRunEnd?.(reportOf());
    await observer.settle?.();
  });

  check("RunObserver leaves no listener on the process", (observer) => {
    const before = listeners();
    observer.onRunStart?.(planOf());
    observer.onStep?.(stepOf(1, 1));
    observer.onRunEnd?.(reportOf());
    assert.deepEqual(listeners(), before);
  });
}

function listeners(): number[] {
  return ["exit", "SIGINT", "SIGTERM"].map((event) => process.listenerCount(event));
}

function frozen<T extends object>(value: T): T {
  for (const part of Object.values(value)) {
    if (typeof part === "object" && part !== null) frozen(part);
  }
  return Object.freeze(value);
}
