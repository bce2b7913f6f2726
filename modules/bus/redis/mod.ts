/**
 * A bus between hosts, over Redis Streams.
 *
 * @module
 */
export type { RedisBusOptions, RedisTls } from "./options.ts";
export { redisBus } from "./redis.ts";
