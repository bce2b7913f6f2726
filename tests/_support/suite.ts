import { test } from "node:test";

/** A test of a suite that a provider cannot pass, and why. */
export interface Skip {
  readonly test: string;
  readonly reason: string;
}

/** What a conformance suite may be told. */
export interface SuiteOptions {
  readonly skip?: readonly Skip[];
}

/** Declares the tests of a suite; those that are skipped say why. */
export function suiteOf({ skip = [] }: SuiteOptions) {
  return (name: string, run: () => void | Promise<void>): void => {
    const reason = skip.find((entry) => entry.test === name)?.reason;
    test(name, { skip: reason ?? false }, run);
  };
}
