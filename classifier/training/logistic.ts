/** A training row: sparse features and how much it counts for each class. */
export interface Row {
  ids: Int32Array;
  values: Float64Array;
  /** How much the row counts for each class; one number a class. */
  targets: Float64Array;
}

interface FitOptions {
  features: number;
  classes: number;
  /** L2 penalty per feature. */
  penalty: Float64Array;
  /** Where the penalty pulls a weight to, feature-major; default 0. */
  prior?: Float64Array | undefined;
  /** Most iterations of L-BFGS. */
  iterations?: number;
}

/**
 * Multinomial logistic regression with an L2 penalty, fitted by L-BFGS from its prior: convex, so the result depends on the
 * rows alone. Returns the weights, feature-major (`weights[feature * classes + class]`).
 */
export const fitSoftmax = (
  rows: readonly Row[],
  { features, classes, penalty, prior, iterations = 60 }: FitOptions,
): Float64Array => {
  const size = features * classes;
  const scores = new Float64Array(classes);
  const evaluate = (weights: Float64Array, gradient: Float64Array): number => {
    let loss = 0;
    for (let at = 0; at < size; at++) {
      const l2 = penalty[(at / classes) | 0] ?? 0;
      const weight = (weights[at] ?? 0) - (prior?.[at] ?? 0);
      gradient[at] = l2 * weight;
      loss += 0.5 * l2 * weight * weight;
    }
    for (const { ids, values, targets } of rows) {
      let weight = 0;
      for (let k = 0; k < classes; k++) weight += targets[k] ?? 0;
      scores.fill(0);
      for (let at = 0; at < ids.length; at++) {
        const base = (ids[at] ?? 0) * classes;
        const value = values[at] ?? 0;
        for (let k = 0; k < classes; k++) scores[k] = (scores[k] ?? 0) + value * (weights[base + k] ?? 0);
      }
      let top = -Infinity;
      for (let k = 0; k < classes; k++) if ((scores[k] ?? 0) > top) top = scores[k] ?? 0;
      let total = 0;
      for (let k = 0; k < classes; k++) loss += (targets[k] ?? 0) * (top - (scores[k] ?? 0));
      for (let k = 0; k < classes; k++) {
        const power = Math.exp((scores[k] ?? 0) - top);
        scores[k] = power;
        total += power;
      }
      loss += weight * Math.log(total);
      for (let k = 0; k < classes; k++) scores[k] = (weight * (scores[k] ?? 0)) / total - (targets[k] ?? 0);
      for (let at = 0; at < ids.length; at++) {
        const base = (ids[at] ?? 0) * classes;
        const value = values[at] ?? 0;
        for (let k = 0; k < classes; k++) gradient[base + k] = (gradient[base + k] ?? 0) + value * (scores[k] ?? 0);
      }
    }
    return loss;
  };
  return minimise(evaluate, prior ?? new Float64Array(size), iterations);
};

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
};

const MEMORY = 8;

/** L-BFGS with backtracking (Armijo) line search; stops when the loss falls by less than one part in 10⁵. */
const minimise = (
  evaluate: (at: Float64Array, gradient: Float64Array) => number,
  start: Float64Array,
  iterations: number,
): Float64Array => {
  const size = start.length;
  let point = Float64Array.from(start);
  let gradient = new Float64Array(size);
  let loss = evaluate(point, gradient);
  const steps: Float64Array[] = [];
  const changes: Float64Array[] = [];
  for (let iteration = 0; iteration < iterations; iteration++) {
    const direction = Float64Array.from(gradient, (value) => -value);
    const alphas: number[] = [];
    for (let at = steps.length - 1; at >= 0; at--) {
      const step = steps[at] as Float64Array;
      const change = changes[at] as Float64Array;
      const alpha = dot(step, direction) / dot(step, change);
      alphas[at] = alpha;
      for (let k = 0; k < size; k++) direction[k] = (direction[k] ?? 0) - alpha * (change[k] ?? 0);
    }
    const last = steps.length - 1;
    if (last >= 0) {
      const scale =
        dot(steps[last] as Float64Array, changes[last] as Float64Array) /
        dot(changes[last] as Float64Array, changes[last] as Float64Array);
      for (let k = 0; k < size; k++) direction[k] = (direction[k] ?? 0) * scale;
    }
    for (let at = 0; at < steps.length; at++) {
      const beta =
        dot(changes[at] as Float64Array, direction) / dot(changes[at] as Float64Array, steps[at] as Float64Array);
      const factor = (alphas[at] ?? 0) - beta;
      const step = steps[at] as Float64Array;
      for (let k = 0; k < size; k++) direction[k] = (direction[k] ?? 0) + factor * (step[k] ?? 0);
    }
    const slope = dot(gradient, direction);
    if (slope >= 0) break;
    let length = iteration === 0 ? 1 / Math.sqrt(dot(gradient, gradient)) : 1;
    let next = new Float64Array(size);
    let nextGradient = new Float64Array(size);
    let nextLoss = loss;
    let found = false;
    for (let tries = 0; tries < 20; tries++) {
      next = new Float64Array(size);
      for (let k = 0; k < size; k++) next[k] = (point[k] ?? 0) + length * (direction[k] ?? 0);
      nextGradient = new Float64Array(size);
      nextLoss = evaluate(next, nextGradient);
      if (nextLoss <= loss + 1e-4 * length * slope) {
        found = true;
        break;
      }
      length *= 0.5;
    }
    if (!found) break;
    const step = new Float64Array(size);
    const change = new Float64Array(size);
    for (let k = 0; k < size; k++) {
      step[k] = (next[k] ?? 0) - (point[k] ?? 0);
      change[k] = (nextGradient[k] ?? 0) - (gradient[k] ?? 0);
    }
    if (dot(step, change) > 1e-12) {
      steps.push(step);
      changes.push(change);
      if (steps.length > MEMORY) {
        steps.shift();
        changes.shift();
      }
    }
    const fall = loss - nextLoss;
    point = next;
    gradient = nextGradient;
    loss = nextLoss;
    if (fall < 1e-5 * Math.abs(loss)) break;
  }
  return point;
};
