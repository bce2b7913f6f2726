// Layer normalization (Ba, Kiros and Hinton, 2016, arXiv:1607.06450) over the last axis, and its gradient.

#include <algorithm>
#include <cmath>

#include "thread_pool.h"
#include "functions.h"
#include "rows.h"

namespace tolaria {

namespace {

struct Normalization {
  Rows rows;
  const float* x;
  /** [width] each; null for 1 and 0. */
  const float* gamma;
  const float* beta;
  float epsilon;
  float* y;
  /** [rows] each. */
  float* means;
  float* factors;
};

struct Gradient {
  Rows rows;
  const float* dy;
  const float* x;
  const float* means;
  const float* factors;
  const float* gamma;
  float* dx;
  /** [parts, 2, width]: what each part adds to the gradients in gamma and in beta. */
  float* sums;
};

TARGET_CLONES void Normalize(const Normalization& of, size_t first, size_t end) {
  const size_t width = of.rows.width;
  const size_t whole = width - width % kLanes;
  const float* const gamma = of.gamma;
  const float* const beta = of.beta;
  for (size_t row = first; row < end; row++) {
    const float* const x = of.x + row * width;
    float* const y = of.y + row * width;
    Lanes lanes = {};
    float rest = 0;
    for (size_t at = 0; at < whole; at += kLanes) lanes += At(x + at);
    for (size_t at = whole; at < width; at++) rest += x[at];
    const float mean = (Sum(lanes) + rest) / width;
    lanes = Lanes{};
    rest = 0;
    for (size_t at = 0; at < whole; at += kLanes) {
      const Lanes distance = At(x + at) - mean;
      lanes += distance * distance;
    }
    for (size_t at = whole; at < width; at++) rest += (x[at] - mean) * (x[at] - mean);
    const float factor = 1 / std::sqrt((Sum(lanes) + rest) / width + of.epsilon);
    for (size_t at = 0; at < whole; at += kLanes) {
      Lanes unit = (At(x + at) - mean) * factor;
      if (gamma != nullptr) unit *= At(gamma + at);
      if (beta != nullptr) unit += At(beta + at);
      At(y + at) = unit;
    }
    for (size_t at = whole; at < width; at++) {
      const float unit = (x[at] - mean) * factor * (gamma == nullptr ? 1 : gamma[at]);
      y[at] = unit + (beta == nullptr ? 0 : beta[at]);
    }
    of.means[row] = mean;
    of.factors[row] = factor;
  }
}

/**
 * With the unit u = (x - mean) / std, and the gradient in it, g = dy gamma:
 * dx = (g - mean(g) - u mean(g u)) / std; dgamma adds up dy u, dbeta dy.
 */
TARGET_CLONES void Differentiate(const Gradient& of, size_t part) {
  const size_t width = of.rows.width;
  const size_t whole = width - width % kLanes;
  const float* const gamma = of.gamma;
  float* const dgamma = of.sums + 2 * part * width;
  float* const dbeta = dgamma + width;
  std::fill_n(dgamma, 2 * width, 0.0f);
  const size_t end = of.rows.End(part);
  for (size_t row = of.rows.First(part); row < end; row++) {
    const float* const dy = of.dy + row * width;
    const float* const x = of.x + row * width;
    float* const dx = of.dx + row * width;
    const float mean = of.means[row];
    const float factor = of.factors[row];
    Lanes all = {};
    Lanes along = {};
    float rest = 0;
    float rest_along = 0;
    for (size_t at = 0; at < whole; at += kLanes) {
      const Lanes unit = (At(x + at) - mean) * factor;
      At(dgamma + at) += At(dy + at) * unit;
      At(dbeta + at) += At(dy + at);
      const Lanes g = gamma == nullptr ? At(dy + at) : At(dy + at) * At(gamma + at);
      all += g;
      along += g * unit;
    }
    for (size_t at = whole; at < width; at++) {
      const float unit = (x[at] - mean) * factor;
      dgamma[at] += dy[at] * unit;
      dbeta[at] += dy[at];
      const float g = gamma == nullptr ? dy[at] : dy[at] * gamma[at];
      rest += g;
      rest_along += g * unit;
    }
    const float mean_all = (Sum(all) + rest) / width;
    const float mean_along = (Sum(along) + rest_along) / width;
    for (size_t at = 0; at < whole; at += kLanes) {
      const Lanes unit = (At(x + at) - mean) * factor;
      const Lanes g = gamma == nullptr ? At(dy + at) : At(dy + at) * At(gamma + at);
      At(dx + at) = (g - mean_all - unit * mean_along) * factor;
    }
    for (size_t at = whole; at < width; at++) {
      const float unit = (x[at] - mean) * factor;
      const float g = gamma == nullptr ? dy[at] : dy[at] * gamma[at];
      dx[at] = (g - mean_all - unit * mean_along) * factor;
    }
  }
}

/** An optional vector with as many numbers as a row. */
Tensor VectorAt(const Call& call, size_t at, size_t width) {
  Tensor vector = call.FloatsOrNullAt(at);
  if (vector != nullptr && CountOf(vector) != width) Fail("another number of weights than of numbers in a row");
  return vector;
}

}  // namespace

int32_t LayerNormalization(const Call& call) {
  const Tensor x = call.FloatsAt(0);
  if (TF_NumDims(x.get()) == 0) Fail("no rows");
  const Rows rows(x);
  const Tensor gamma = VectorAt(call, 1, rows.width);
  const Tensor beta = VectorAt(call, 2, rows.width);
  const Tensor y = Allocate(TF_FLOAT, ShapeOf(x));
  const Tensor moments = Allocate(TF_FLOAT, {2, static_cast<int64_t>(rows.count)});
  float* const means = DataOf(moments);
  const Normalization work = {rows,      DataOf(x), DataOrNull(gamma), DataOrNull(beta),
                              static_cast<float>(call.Real(3)), DataOf(y), means, means + rows.count};
  ParallelFor(rows.parts, [&](size_t part) { Normalize(work, rows.First(part), rows.End(part)); });
  return call.Add(y, moments);
}

int32_t LayerNormalizationGradient(const Call& call) {
  const Tensor dy = call.FloatsAt(0);
  const Tensor x = call.FloatsAt(1);
  const Tensor moments = call.FloatsAt(2);
  const std::vector<int64_t> shape = ShapeOf(x);
  if (shape.empty() || ShapeOf(dy) != shape) Fail("extents that do not meet");
  const Rows rows(x);
  if (CountOf(moments) != 2 * rows.count) Fail("moments of another number of rows");
  const Tensor gamma = VectorAt(call, 3, rows.width);
  const Tensor dx = Allocate(TF_FLOAT, shape);
  const Tensor dgamma = Allocate(TF_FLOAT, {shape.back()});
  const Tensor dbeta = Allocate(TF_FLOAT, {shape.back()});
  std::vector<float> sums(2 * rows.parts * rows.width);
  const float* const means = DataOf(moments);
  const Gradient work = {rows, DataOf(dy), DataOf(x), means, means + rows.count,
                         DataOrNull(gamma), DataOf(dx), sums.data()};
  ParallelFor(rows.parts, [&](size_t part) { Differentiate(work, part); });
  std::fill_n(DataOf(dgamma), rows.width, 0.0f);
  std::fill_n(DataOf(dbeta), rows.width, 0.0f);
  for (size_t part = 0; part < rows.parts; part++) {
    const float* const from = sums.data() + 2 * part * rows.width;
    for (size_t at = 0; at < rows.width; at++) {
      DataOf(dgamma)[at] += from[at];
      DataOf(dbeta)[at] += from[rows.width + at];
    }
  }
  return call.Add(dx, dgamma, dbeta);
}

}  // namespace tolaria
