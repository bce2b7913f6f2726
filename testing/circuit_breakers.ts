import assert from "node:assert/strict";
import type { BreakerChange, CircuitBreakers } from "../core/mod.ts";
import { CircuitBreakerState } from "../proto/mod.ts";
import { type SuiteOptions, suiteOf } from "./_support/suite.ts";

const { CIRCUIT_STATE_CLOSED, CIRCUIT_STATE_OPEN } = CircuitBreakerState;

/**
 * Checks what the port {@link CircuitBreakers} obliges a provider to.
 *
 * @param create Makes breakers that open after at most 10 failures in a row.
 */
export function conformsToCircuitBreakers(
  create: () => Promise<CircuitBreakers>,
  options: SuiteOptions = {},
): void {
  const declare = suiteOf(options);
  const check = (name: string, claim: (breakers: CircuitBreakers) => void | Promise<void>) =>
    declare(name, async () => {
      const breakers = await create();
      try {
        await claim(breakers);
      } finally {
        breakers.dispose();
      }
    });

  check("CircuitBreakers.of() gives the same breaker for the same name", (breakers) => {
    assert.equal(breakers.of("a"), breakers.of("a"));
    assert.notEqual(breakers.of("a"), breakers.of("b"));
    assert.equal(breakers.of("a").name, "a");
  });

  check("CircuitBreakers.all has each breaker once, in the order of the first asking", (it) => {
    for (const name of ["b", "a", "b"]) it.of(name);
    assert.deepEqual(
      it.all.map(({ name }) => name),
      ["b", "a"],
    );
  });

  check("CircuitBreaker is closed at first and has counted nothing", (breakers) => {
    const breaker = breakers.of("a");
    assert.equal(breaker.state, CIRCUIT_STATE_CLOSED);
    assert.deepEqual(breaker.counts, { calls: 0, failures: 0, rejected: 0, opens: 0 });
  });

  check("CircuitBreaker counts calls and failures, and no call that was not made", (breakers) => {
    const breaker = breakers.of("a");
    assert.ok(breaker.acquire());
    breaker.succeed();
    assert.ok(breaker.acquire());
    breaker.fail("boom");
    assert.ok(breaker.acquire());
    breaker.release();
    const { calls, failures } = breaker.counts;
    assert.deepEqual({ calls, failures }, { calls: 2, failures: 1 });
  });

  check("CircuitBreaker.fire() gives what its work gives, at once or later", async (breakers) => {
    const breaker = breakers.of("a");
    assert.equal(await breaker.fire(() => 1), 1);
    assert.equal(await breaker.fire(() => Promise.resolve(2)), 2);
    assert.equal(breaker.counts.calls, 2);
  });

  check("CircuitBreaker.fire() throws what its work throws, at once or later", async (breakers) => {
    const breaker = breakers.of("a");
    const boom = new Error("boom");
    const thrown = (error: unknown) => error === boom;
    await assert.rejects(
      breaker.fire(() => {
        throw boom;
      }),
      thrown,
    );
    await assert.rejects(
      breaker.fire(() => Promise.reject(boom)),
      thrown,
    );
    assert.equal(breaker.counts.failures, 2);
  });

  check(
    "CircuitBreakers tells each listener every change once, also past one that throws",
    (it) => {
      const [first, second]: BreakerChange[][] = [[], []];
      it.subscribe((change) => {
        first?.push(change);
        throw new Error("a listener's own");
      });
      it.subscribe((change) => second?.push(change));
      for (let i = 0; i < 10; i++) it.of("a").fail("boom");
      assert.equal(first?.length, 1);
      assert.equal(first?.[0]?.from, CIRCUIT_STATE_CLOSED);
      assert.equal(first?.[0]?.to, CIRCUIT_STATE_OPEN);
      assert.deepEqual(second, first);
    },
  );

  check("CircuitBreakers tells a listener nothing after it has gone", (breakers) => {
    const changes: BreakerChange[] = [];
    const unsubscribe = breakers.subscribe((change) => changes.push(change));
    unsubscribe();
    for (let i = 0; i < 10; i++) breakers.of("a").fail("boom");
    assert.deepEqual(changes, []);
  });

  check("CircuitBreaker refuses calls once it has failed often enough", async (breakers) => {
    const breaker = breakers.of("a");
    for (let i = 0; i < 10; i++) breaker.fail("boom");
    assert.equal(breaker.state, CIRCUIT_STATE_OPEN);
    assert.equal(breaker.acquire(), false);
    await assert.rejects(
      breaker.fire(() => assert.fail("it was called")),
      { code: "breaker/open", message: /^The circuit breaker of "a" is open: .*boom/ },
    );
    assert.equal(breaker.counts.rejected, 2);
    assert.equal(breakers.of("b").acquire(), true);
  });

  check(
    "CircuitBreakers refuses nothing after dispose(), which can be called twice",
    async (it) => {
      for (let i = 0; i < 10; i++) it.of("a").fail("boom");
      it.dispose();
      it.dispose();
      for (const name of ["a", "made after it"]) {
        for (let i = 0; i < 10; i++) it.of(name).fail("boom");
        assert.equal(it.of(name).acquire(), true);
        assert.equal(await it.of(name).fire(() => 3), 3);
      }
    },
  );
}
