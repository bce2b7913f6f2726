// The kernels on memory that threads share.
export * from "./mod.as";
export { boardBytes, close, jobOf, serve, share } from "./crew.as";
