// Kernels for memory that threads share.
export * from "./mod.as";
export { jobOf, poolBytes, runParallel, runWorker, shutDown } from "./thread_pool.as";
