import assert from "node:assert/strict";
import { mock, test } from "node:test";
import {
  type BreakerChange,
  CIRCUIT_BREAKERS,
  type CircuitBreaker,
  type CircuitBreakers,
  TolariaError,
} from "../../../core/mod.ts";
import {
  type OpossumBreakersOptions,
  opossumBreakers,
} from "../../../modules/breakers/opossum/mod.ts";
import { CircuitBreakerState } from "../../../proto/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { conformsToCircuitBreakers } from "../../../testing/circuit_breakers.ts";

const { CIRCUIT_STATE_CLOSED, CIRCUIT_STATE_HALF_OPEN, CIRCUIT_STATE_OPEN } = CircuitBreakerState;

const create = (options: OpossumBreakersOptions = {}) =>
  resolveProvider(CIRCUIT_BREAKERS, opossumBreakers(options));

conformsToCircuitBreakers(() => create());

/** Runs `claim` with breakers on a clock that only `mock.timers.tick` moves. */
async function onFakeTime(
  options: OpossumBreakersOptions,
  claim: (breakers: CircuitBreakers, changes: readonly string[]) => void | Promise<void>,
): Promise<void> {
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const breakers = await create(options);
  const changes: string[] = [];
  breakers.subscribe(({ from, to, reason }: BreakerChange) => {
    changes.push(`${short(from)} > ${short(to)}: ${reason}`);
  });
  try {
    await claim(breakers, changes);
  } finally {
    breakers.dispose();
    mock.timers.reset();
  }
}

function short(state: CircuitBreakerState): string {
  return CircuitBreakerState[state].replace("CIRCUIT_STATE_", "").toLowerCase();
}

function failTimes(breaker: CircuitBreaker, times: number): void {
  for (let i = 1; i <= times; i++) breaker.fail(`boom ${i}`);
}

test("opossumBreakers() opens after 3 failures in a row, for 30 s", async () => {
  await onFakeTime({}, (breakers, changes) => {
    const breaker = breakers.of("a");
    failTimes(breaker, 2);
    assert.equal(breaker.state, CIRCUIT_STATE_CLOSED);
    failTimes(breaker, 1);
    assert.equal(breaker.state, CIRCUIT_STATE_OPEN);
    mock.timers.tick(29_999);
    assert.equal(breaker.state, CIRCUIT_STATE_OPEN);
    mock.timers.tick(1);
    assert.equal(breaker.state, CIRCUIT_STATE_HALF_OPEN);
    assert.deepEqual(changes, [
      "closed > open: failed 3 times in a row, last: boom 1",
      "open > half_open: 30000 ms have passed: the next call is a probe",
    ]);
  });
});

test("CircuitBreaker counts failures in a row: a success begins again", async () => {
  await onFakeTime({ failures: 2 }, (breakers) => {
    const breaker = breakers.of("a");
    for (let i = 0; i < 5; i++) {
      breaker.fail("boom");
      breaker.succeed();
    }
    assert.equal(breaker.state, CIRCUIT_STATE_CLOSED);
    failTimes(breaker, 2);
    assert.equal(breaker.state, CIRCUIT_STATE_OPEN);
    assert.equal(breaker.counts.opens, 1);
  });
});

test("CircuitBreaker admits one probe at a time when half-open", async () => {
  await onFakeTime({ failures: 1, resetMs: 100 }, (breakers) => {
    const breaker = breakers.of("a");
    breaker.fail("boom");
    mock.timers.tick(100);
    assert.deepEqual(
      [breaker.acquire(), breaker.acquire(), breaker.acquire(), breaker.acquire()],
      [true, false, false, false],
    );
    assert.deepEqual(breaker.counts, { calls: 1, failures: 1, rejected: 3, opens: 1 });
  });
});

test("CircuitBreaker closes when its probe succeeds", async () => {
  await onFakeTime({ failures: 2, resetMs: 100 }, (breakers, changes) => {
    const breaker = breakers.of("a");
    failTimes(breaker, 2);
    mock.timers.tick(100);
    assert.ok(breaker.acquire());
    breaker.succeed();
    assert.equal(breaker.state, CIRCUIT_STATE_CLOSED);
    assert.equal(changes.at(-1), "half_open > closed: its probe succeeded");
    breaker.fail("boom");
    assert.equal(breaker.state, CIRCUIT_STATE_CLOSED, "it counts from the start again");
  });
});

test("CircuitBreaker opens again at once when its probe fails, and waits as long again", async () => {
  await onFakeTime({ failures: 3, resetMs: 100 }, (breakers, changes) => {
    const breaker = breakers.of("a");
    failTimes(breaker, 3);
    mock.timers.tick(100);
    assert.ok(breaker.acquire());
    breaker.fail("still down");
    assert.equal(breaker.state, CIRCUIT_STATE_OPEN);
    assert.equal(changes.at(-1), "half_open > open: its probe failed: still down");
    mock.timers.tick(99);
    assert.equal(breaker.acquire(), false);
    mock.timers.tick(1);
    assert.equal(breaker.acquire(), true);
    assert.equal(breaker.counts.opens, 2);
  });
});

test("CircuitBreaker.release() passes the probe to the next caller", async () => {
  await onFakeTime({ failures: 1, resetMs: 100 }, (breakers) => {
    const breaker = breakers.of("a");
    breaker.fail("boom");
    mock.timers.tick(100);
    assert.ok(breaker.acquire());
    breaker.release();
    assert.equal(breaker.state, CIRCUIT_STATE_HALF_OPEN);
    assert.ok(breaker.acquire());
  });
});

test("CircuitBreaker keeps its reason when a call that began before ends well while it is open", async () => {
  await onFakeTime({ failures: 1 }, async (breakers) => {
    const breaker = breakers.of("a");
    breaker.acquire();
    breaker.fail("boom");
    breaker.succeed();
    assert.equal(breaker.state, CIRCUIT_STATE_OPEN);
    await assert.rejects(
      breaker.fire(() => 1),
      /is open: failed once, last: boom/,
    );
  });
});

test("CircuitBreaker.fire() closes with a probe that succeeds, and opens with one that fails", async () => {
  await onFakeTime({ failures: 1, resetMs: 100 }, async (breakers, changes) => {
    const breaker = breakers.of("a");
    const boom = () => Promise.reject(new Error("boom"));
    await assert.rejects(breaker.fire(boom), /boom/);
    mock.timers.tick(100);
    await assert.rejects(breaker.fire(boom), /boom/);
    assert.equal(breaker.state, CIRCUIT_STATE_OPEN);
    mock.timers.tick(100);
    assert.equal(await breaker.fire(() => 7), 7);
    assert.equal(breaker.state, CIRCUIT_STATE_CLOSED);
    assert.deepEqual(changes, [
      "closed > open: failed once, last: boom",
      "open > half_open: 100 ms have passed: the next call is a probe",
      "half_open > open: its probe failed: boom",
      "open > half_open: 100 ms have passed: the next call is a probe",
      "half_open > closed: its probe succeeded",
    ]);
  });
});

test("CircuitBreaker.fire() fails a call that takes longer than its time", async () => {
  await onFakeTime({ timeoutMs: 1_000, failures: 1 }, async (breakers) => {
    const breaker = breakers.of("a");
    const never = breaker.fire(() => new Promise(() => {}));
    mock.timers.tick(1_000);
    await assert.rejects(never, {
      code: "breaker/timeout",
      message: 'Timed out after 1000ms. Cannot wait for "a".',
    });
    assert.equal(breaker.state, CIRCUIT_STATE_OPEN);
  });
});

test("CircuitBreaker.fire() passes on a timeout that is its work's own", async () => {
  await onFakeTime({}, async (breakers) => {
    const own = Object.assign(new Error("connect ETIMEDOUT"), { code: "ETIMEDOUT" });
    await assert.rejects(
      breakers.of("a").fire(() => Promise.reject(own)),
      (error) => error === own && !TolariaError.is(error),
    );
  });
});

test("CircuitBreaker.force() opens and closes by hand, with the reason given", async () => {
  await onFakeTime({ resetMs: 100 }, (breakers, changes) => {
    const breaker = breakers.of("a");
    breaker.force("open", "an operator asked for it");
    breaker.force("open", "twice");
    assert.equal(breaker.acquire(), false);
    breaker.force("closed", "it is mended");
    assert.equal(breaker.acquire(), true);
    mock.timers.tick(1_000);
    assert.deepEqual(changes, [
      "closed > open: an operator asked for it",
      "open > closed: it is mended",
    ]);
  });
});

test("opossumBreakers() shares nothing between two breakers", async () => {
  await onFakeTime({ failures: 1, resetMs: 100 }, (breakers) => {
    const [a, b] = [breakers.of("a"), breakers.of("b")];
    a.fail("boom");
    assert.deepEqual([a.state, b.state], [CIRCUIT_STATE_OPEN, CIRCUIT_STATE_CLOSED]);
    assert.deepEqual(b.counts, { calls: 0, failures: 0, rejected: 0, opens: 0 });
    mock.timers.tick(50);
    b.fail("boom");
    mock.timers.tick(50);
    assert.deepEqual([a.state, b.state], [CIRCUIT_STATE_HALF_OPEN, CIRCUIT_STATE_OPEN]);
  });
});

test("opossumBreakers() accepts options for single breakers", async () => {
  const options = { failures: 5, breakers: { tamiyo: { failures: 1, resetMs: 10 } } };
  await onFakeTime(options, (breakers) => {
    for (const name of ["tamiyo", "kasmina"]) breakers.of(name).fail("boom");
    assert.equal(breakers.of("tamiyo").state, CIRCUIT_STATE_OPEN);
    assert.equal(breakers.of("kasmina").state, CIRCUIT_STATE_CLOSED);
    mock.timers.tick(10);
    assert.equal(breakers.of("tamiyo").state, CIRCUIT_STATE_HALF_OPEN);
  });
});

test("CircuitBreakers.dispose() leaves no timer that would change a state", async () => {
  await onFakeTime({ failures: 1, resetMs: 100 }, (breakers, changes) => {
    breakers.of("a").fail("boom");
    breakers.dispose();
    mock.timers.tick(1_000);
    assert.equal(changes.length, 1);
  });
});

const BAD: readonly [options: unknown, message: RegExp][] = [
  [{ failures: 0 }, /"failures" must be .*, but is 0\. Cannot make opossumBreakers\./],
  [{ failures: 1.5 }, /"failures" must be .*, but is 1.5/],
  [{ resetMs: 0 }, /"resetMs" must be .*, but is 0/],
  [{ timeoutMs: -1 }, /"timeoutMs" must be .*, but is -1/],
  [{ breakers: { tamiyo: { failures: 0 } } }, /"breakers\.tamiyo\.failures" must be .*, but is 0/],
  [{ breakers: { tamiyo: { retries: 1 } } }, /retries/],
  [{ retries: 1 }, /retries/],
];

for (const [options, message] of BAD) {
  test(`opossumBreakers() refuses ${JSON.stringify(options)}`, () => {
    assert.throws(() => opossumBreakers(options as OpossumBreakersOptions), {
      code: "options/invalid",
      message,
    });
  });
}
