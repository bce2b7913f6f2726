import assert from "node:assert/strict";
import { test } from "node:test";
import { type AttemptEnd, judgeEnd } from "../../../cli/restarts/judge_end.ts";

const judge = (end: Partial<AttemptEnd>) =>
  judgeEnd({ code: null, signal: null, ended: undefined, ...end });

test("judgeEnd() believes the run when its launcher exits with another code", () => {
  assert.deepEqual(judge({ code: 1, ended: 0 }), { kind: "over", exitCode: 0 });
  assert.deepEqual(judge({ code: 0, ended: 4 }), { kind: "over", exitCode: 4 });
  assert.equal(judge({ code: 0, ended: 5 }).kind, "cut-off");
});

test("judgeEnd() takes a run for cut off when it was killed or lost its peers", () => {
  const cutOff: Partial<AttemptEnd>[] = [
    { signal: "SIGKILL" },
    { code: 137 },
    { code: 139 },
    // MPICH's mpiexec exits with the number of the signal.
    { code: 9 },
    { code: 5 },
  ];
  for (const end of cutOff) assert.equal(judge(end).kind, "cut-off", JSON.stringify(end));
});

test("judgeEnd() takes a run for cut off when 0 comes without a report, as from mpirun after a lost host", () => {
  assert.deepEqual(judge({ code: 0 }), {
    kind: "cut-off",
    reason: "it exited with 0, but without a report",
  });
});

test("judgeEnd() takes a run for over when it failed or was told to stop", () => {
  assert.deepEqual(judge({ code: 1 }), { kind: "over", exitCode: 1 });
  assert.deepEqual(judge({ code: 2 }), { kind: "over", exitCode: 2 });
  assert.deepEqual(judge({ signal: "SIGTERM" }), { kind: "over", exitCode: 143 });
  assert.deepEqual(judge({ code: 130 }), { kind: "over", exitCode: 130 });
});
