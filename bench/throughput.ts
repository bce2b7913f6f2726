import type { Bench } from "./_harness.ts";
export const throughput: Bench = { name: "throughput", summary: "", run: async () => ({}) };
