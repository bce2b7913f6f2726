import {
  type Column,
  type Host,
  METRIC,
  type Metric,
  type MetricState,
} from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";
import { type ClassRows, classRows } from "./class_rows.ts";
import { type Checked, type ClassMetricOptions, metricName } from "./options.ts";

/** A metric of classes. */
export interface ClassMetricRule {
  /** Function that makes it, in errors. */
  readonly maker: string;
  /** Name before that of an output. */
  readonly base: string;
  readonly better?: Metric["better"];
  /** Throws if the rows are none that it can measure. */
  check?(rows: ClassRows): void;
  /** Begins a pass. */
  start(rows: ClassRows): MetricState;
}

class ClassMetric implements Metric {
  readonly name: string;
  readonly better?: NonNullable<Metric["better"]>;
  readonly #rule: ClassMetricRule;
  readonly #options: Checked<ClassMetricOptions>;
  #rows: ClassRows | undefined;

  constructor(rule: ClassMetricRule, options: Checked<ClassMetricOptions>) {
    this.name = metricName(rule.base, options);
    if (rule.better) this.better = rule.better;
    this.#rule = rule;
    this.#options = options;
  }

  check(host: Host, targets: readonly Column[]): void {
    const rows = classRows(this.#rule.maker, this.#options, host, targets);
    this.#rule.check?.(rows);
    this.#rows = rows;
  }

  start(): MetricState {
    return this.#rule.start(this.#rows as ClassRows);
  }
}

/** The module that adds a metric of classes to a run. */
export function bindClassMetric(
  rule: ClassMetricRule,
  options: Checked<ClassMetricOptions>,
): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(METRIC)
      .toResolvedValue(() => new ClassMetric(rule, options))
      .inSingletonScope();
  });
}
