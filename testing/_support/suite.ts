import { test } from "node:test";

/** A test of a suite that a provider cannot pass, and why. */
export interface Skip {
  /** Name of the test. */
  readonly test: string;
  /** Why it is skipped. */
  readonly reason: string;
}

/** What a conformance suite may be told. */
export interface SuiteOptions {
  /** Tests that the provider cannot pass. */
  readonly skip?: readonly Skip[];
}

/** Declares the tests of a suite; those that are skipped say why. */
export function suiteOf({ skip = [] }: SuiteOptions) {
  return (name: string, run: () => void | Promise<void>): void => {
    testUnless(skip.find((entry) => entry.test === name)?.reason, name, run);
  };
}

/**
 * Declares a test that is skipped where there is a `reason` for it: what it needs and is not there.
 *
 * The reason is printed, as neither runner does so; the summary of `npm test` repeats it.
 */
export function testUnless(
  reason: string | undefined,
  name: string,
  run: () => void | Promise<void>,
): void {
  if (reason !== undefined) process.stderr.write(`skipped: ${name}: ${reason}\n`);
  test(name, { skip: reason !== undefined }, run);
}
