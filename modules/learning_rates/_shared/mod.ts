/**
 * What learning-rate policies have in common: the two clocks, the end of a schedule, policies as options.
 *
 * @module
 */
export { AfterEndSchema, Course, type Over, OverSchema, pastEnd } from "./course.ts";
export { passedThrough } from "./passed_through.ts";
export { clockOf, countOf, elapsed, MilestonesSchema, PeriodSchema, stepsOf } from "./periods.ts";
export { PolicySchema } from "./policy_option.ts";
export { shiftedExtent, shiftedMoment } from "./shifted.ts";
