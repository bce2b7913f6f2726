import { mkdtempSync, writeFileSync } from "node:fs";
import { exactRun } from "/work/wt/state/tests/integration/_exact_run.ts";

const a = mkdtempSync("/tmp/w/x1-"),
  b = mkdtempSync("/tmp/w/x1-");
const [policy, epochs, at] = [process.argv[2]!, Number(process.argv[3]), Number(process.argv[4])];
const s = await exactRun({ directory: a, policy, epochs });
const br = await exactRun({ directory: b, policy, epochs, abortAt: at });
const r = await exactRun({ directory: b, policy, epochs, resume: true });
console.log(s.weightsHash === r.weightsHash, s.incidents, r.incidents);
const diff = (x: any, y: any, path: string) => {
  if (typeof x === "object" && x && typeof y === "object" && y) {
    for (const k of new Set([...Object.keys(x), ...Object.keys(y)]))
      diff(x[k], y[k], `${path}.${k}`);
  } else if (x !== y) console.log(path, x, y);
};
diff(s.state, r.state, "state");
diff(s.memory, r.memory, "memory");
console.log(JSON.stringify(br.memory), JSON.stringify(s.memory));
diff(s.tensors, r.tensors, "tensors");
diff(s.seeds, r.seeds, "seeds");
console.log(s.seeds.map((x) => x.stages.map((y) => `${y.stage}@${y.step}`).join(" ")));
console.log(
  "losses equal",
  JSON.stringify({ ...br.losses, ...r.losses }) === JSON.stringify(s.losses),
);
