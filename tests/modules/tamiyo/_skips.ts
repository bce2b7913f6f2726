import type { Skip } from "../../../testing/_support/suite.ts";

const LATE = "Tamiyo.decide() does not wait for a policy that does not come back in time";
const DIED = "Tamiyo.recover() replaces a controller that died, and counts it";
const FAILED = "Tamiyo.recover() replaces a controller that failed where nobody caught it";

const BEGINS =
  "Tamiyo.restore() has the next controller begin with it where this one does not come back";

/** What a controller on the training's own thread cannot pass: it would take the tests with it. */
export const TRUSTED: readonly Skip[] = [LATE, DIED, FAILED, BEGINS].map((test) => ({
  test,
  reason: "trusts the policy, and cannot cut it off",
}));

/** Claims about what the suite's script has a policy do. */
const SCRIPTED: readonly string[] = [
  "Tamiyo.decide() gives the command for the packet that was asked about, each time",
  "Tamiyo.decide() tells of a policy that throws, and asks it again",
  "Tamiyo.decide() lets no bad answer through as a good one",
  LATE,
  DIED,
  FAILED,
  "Tamiyo.restore() puts a controller back to what it remembered, with the reports since; in another process too",
  "Tamiyo.restore() tells of a controller that refuses, which is as it was then",
  BEGINS,
  "Tamiyo.recover() changes nothing where all is well",
  "Tamiyo.report() hands reports over in order, also past one that the policy throws at",
];

/** What no controller cannot pass. */
export const NOBODY: readonly Skip[] = SCRIPTED.map((test) => ({
  test,
  reason: "there is no controller",
}));

/** What a controller with a policy of its own cannot pass, which a script does not reach. */
export const OWN_POLICY: readonly Skip[] = [
  ...SCRIPTED,
  "Tamiyo.memory is not there for a controller that says nothing of it",
].map((test) => ({ test, reason: "it has a policy of its own, and remembers" }));
