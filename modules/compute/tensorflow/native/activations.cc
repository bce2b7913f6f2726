// gelu, gelu_new and swish, whose derivatives take their input.

#include <algorithm>

#include "functions.h"
#include "recurrence.h"
#include "thread_pool.h"

namespace tolaria {

namespace {

/** As in _shared/kernels/activation_codes.ts. */
enum class Smooth { kGelu, kGeluNew, kSwish };

/** Numbers per part. */
constexpr size_t kAtOnce = size_t{1} << 14;

/** sqrt(2 / pi) and the coefficient of gelu_new. */
constexpr float kRoot = 0.7978845608028654f;
constexpr float kCubic = 0.044715f;

/**
 * The distribution function of the normal distribution, erfc(-x / sqrt(2)) / 2, accurate to 1.2e-7
 * of its value: Chebyshev's fit of Press et al., Numerical Recipes, section 6.2.
 */
INLINE Lanes Normal(const Lanes& x) {
  const Lanes z = Size(x) * 0.7071067811865476f;
  const Lanes t = 1 / (1 + z * 0.5f);
  Lanes series = t * 0.17087277f - 0.82215223f;
  series = series * t + 1.48851587f;
  series = series * t - 1.13520398f;
  series = series * t + 0.27886807f;
  series = series * t - 0.18628806f;
  series = series * t + 0.09678418f;
  series = series * t + 0.37409196f;
  series = series * t + 1.00002368f;
  series = series * t - 1.26551223f;
  const Lanes tail = t * Exponential(series - z * z) * 0.5f;
  return x < 0 ? tail : 1 - tail;
}

/** 2 u = 2 sqrt(2 / pi) (x + 0.044715 x^3): (1 + tanh(u)) / 2 = sigmoid(2 u). */
INLINE Lanes Curve(const Lanes& x) { return (x + x * x * x * kCubic) * (2 * kRoot); }

template <Smooth kind>
INLINE Lanes ValueOf(const Lanes& x) {
  if (kind == Smooth::kGelu) return x * Normal(x);
  return x * Sigmoid(kind == Smooth::kGeluNew ? Curve(x) : x);
}

/** The derivative: with the share s, s + x s'. */
template <Smooth kind>
INLINE Lanes SlopeOf(const Lanes& x) {
  if (kind == Smooth::kGelu) {
    return Normal(x) + x * (Exponential(x * x * -0.5f) * 0.3989422804014327f);
  }
  const Lanes inner = kind == Smooth::kGeluNew ? Curve(x) : x;
  const Lanes power = Exponential(-Size(inner));
  const Lanes share = 1 / (1 + power);
  const Lanes other = power * share;
  Lanes along = share * other * x;
  // (2 u)' = 2 sqrt(2 / pi) (1 + 3 * 0.044715 x^2)
  if (kind == Smooth::kGeluNew) along *= x * x * (6 * kRoot * kCubic) + 2 * kRoot;
  return (inner < 0 ? other : share) + along;
}

/** to = f(x), or dy f'(x) if there is a dy. */
template <Smooth kind>
INLINE void Run(const float* x, const float* dy, float* to, size_t count) {
  const size_t whole = count - count % kLanes;
  for (size_t at = 0; at < whole; at += kLanes) {
    At(to + at) = dy == nullptr ? ValueOf<kind>(At(x + at)) : At(dy + at) * SlopeOf<kind>(At(x + at));
  }
  if (whole == count) return;
  float rest[kLanes] = {};
  float above[kLanes] = {};
  std::copy(x + whole, x + count, rest);
  if (dy != nullptr) std::copy(dy + whole, dy + count, above);
  At(rest) = dy == nullptr ? ValueOf<kind>(At(rest)) : At(above) * SlopeOf<kind>(At(rest));
  std::copy_n(rest, count - whole, to + whole);
}

TARGET_CLONES void Gelu(const float* x, const float* dy, float* to, size_t count) {
  Run<Smooth::kGelu>(x, dy, to, count);
}

TARGET_CLONES void GeluNew(const float* x, const float* dy, float* to, size_t count) {
  Run<Smooth::kGeluNew>(x, dy, to, count);
}

TARGET_CLONES void Swish(const float* x, const float* dy, float* to, size_t count) {
  Run<Smooth::kSwish>(x, dy, to, count);
}

Tensor Activated(const Tensor& x, const float* dy, int32_t code) {
  const auto run = code == int32_t(Smooth::kGelu)      ? Gelu
                   : code == int32_t(Smooth::kGeluNew) ? GeluNew
                                                       : Swish;
  Tensor y = Allocate(TF_FLOAT, ShapeOf(x));
  const size_t count = CountOf(x);
  ParallelFor((count + kAtOnce - 1) / kAtOnce, [&](size_t part) {
    const size_t from = part * kAtOnce;
    run(DataOf(x) + from, dy == nullptr ? nullptr : dy + from, DataOf(y) + from,
        std::min(kAtOnce, count - from));
  });
  return y;
}

}  // namespace

int32_t SmoothActivation(const Call& call) {
  return call.Add(Activated(call.FloatsAt(0), nullptr, call.Number(1)));
}

int32_t SmoothActivationGradient(const Call& call) {
  const Tensor dy = call.FloatsAt(0);
  const Tensor x = call.FloatsAt(1);
  if (ShapeOf(dy) != ShapeOf(x)) Fail("extents that do not meet");
  return call.Add(Activated(x, DataOf(dy), call.Number(2)));
}

}  // namespace tolaria
