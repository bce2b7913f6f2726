// softmax(x) = exp(x - max(x)) / sum(exp(x - max(x))) of a row, and its gradient.
#pragma once

#include <limits>

#include "rows.h"

namespace tolaria {

/**
 * exp(x) of numbers that are at most 0, and 0 below -87; NaN stays NaN. exp(x) = 2^n exp(r) with n
 * = round(x / ln 2), so that |r| is at most ln(2) / 2 and the series to the seventh power is
 * accurate to 6e-9.
 */
INLINE Lanes Exponential(const Lanes& x) {
  const Lanes least = Lanes{} - 87.0f;
  const Lanes bounded = x < least ? least : x;
  // A number this large has no bits for a fraction, so the sum is rounded.
  constexpr float kRound = 12582912.0f;
  const Lanes n = (bounded * 1.4426950408889634f + kRound) - kRound;
  // ln 2 in two parts: n times the first, which has 9 bits, is exact.
  const Lanes r = (bounded - n * 0.693359375f) - n * -0.00021219444005469057f;
  Lanes series = Lanes{} + 1.0f / 5040;
  series = series * r + 1.0f / 720;
  series = series * r + 1.0f / 120;
  series = series * r + 1.0f / 24;
  series = series * r + 1.0f / 6;
  series = series * r + 0.5f;
  series = series * r + 1.0f;
  series = series * r + 1.0f;
  const WholeLanes exponent = (__builtin_convertvector(n, WholeLanes) + 127) << 23;
  const Lanes power = series * reinterpret_cast<const Lanes&>(exponent);
  return x < least ? Lanes{} : power;
}

INLINE Lanes Larger(const Lanes& one, const Lanes& other) { return one > other ? one : other; }

/** The largest lane, if none is NaN. */
INLINE float Largest(Lanes lanes) {
  lanes = Larger(lanes, Rotated<8>(lanes));
  lanes = Larger(lanes, Rotated<4>(lanes));
  lanes = Larger(lanes, Rotated<2>(lanes));
  lanes = Larger(lanes, Rotated<1>(lanes));
  return lanes[0];
}

/**
 * The last lanes of a row that is at least as long. They overlap the whole vectors before them, and
 * are ignored if the whole vectors cover the row.
 */
struct Tail {
  size_t whole;
  size_t rest;
  size_t first;

  INLINE explicit Tail(size_t width)
      : whole(width - width % kLanes), rest(width % kLanes), first(width - kLanes) {}

  /** Sets the lanes that belong to whole vectors to 0. */
  INLINE Lanes Own(const Lanes& lanes) const {
    const WholeLanes places = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    return places >= int32_t(kLanes - rest) ? lanes : Lanes{};
  }
};

/**
 * softmax(scale x) of a row that is at least as long as a vector; `to` may be `x`. A NaN makes the
 * whole row NaN.
 */
INLINE void SoftmaxOfLongRow(const float* x, float scale, float* to, size_t width) {
  const Tail tail(width);
  const Lanes last = At(x + tail.first) * scale;
  Lanes most = last;
  for (size_t at = 0; at < tail.whole; at += kLanes) most = Larger(most, At(x + at) * scale);
  const float largest = Largest(most);
  Lanes sums = {};
  for (size_t at = 0; at < tail.whole; at += kLanes) {
    const Lanes power = Exponential(At(x + at) * scale - largest);
    At(to + at) = power;
    sums += power;
  }
  Lanes behind = {};
  if (tail.rest > 0) {
    behind = Exponential(last - largest);
    sums += tail.Own(behind);
  }
  const float share = 1 / Sum(sums);
  for (size_t at = 0; at < tail.whole; at += kLanes) At(to + at) *= share;
  if (tail.rest > 0) At(to + tail.first) = behind * share;
}

/** softmax(scale x) of a row; `to` may be `x`. */
INLINE void SoftmaxOfRow(const float* x, float scale, float* to, size_t width) {
  if (width >= kLanes) return SoftmaxOfLongRow(x, scale, to, width);
  float copy[kLanes];
  std::fill(std::copy_n(x, width, copy), copy + kLanes, -std::numeric_limits<float>::infinity());
  SoftmaxOfLongRow(copy, scale, copy, kLanes);
  std::copy_n(copy, width, to);
}

INLINE void SoftmaxGradientOfLongRow(const float* dy, const float* y, float scale, float* to,
                                     size_t width) {
  const Tail tail(width);
  const Lanes above = At(dy + tail.first);
  const Lanes shares = At(y + tail.first);
  Lanes sums = {};
  for (size_t at = 0; at < tail.whole; at += kLanes) sums += At(dy + at) * At(y + at);
  if (tail.rest > 0) sums += tail.Own(above * shares);
  const float sum = Sum(sums);
  for (size_t at = 0; at < tail.whole; at += kLanes) {
    At(to + at) = At(y + at) * (At(dy + at) - sum) * scale;
  }
  if (tail.rest > 0) At(to + tail.first) = shares * (above - sum) * scale;
}

/** y (dy - sum(dy y)) scale, of the row y = softmax(...); `to` may be `dy`. */
INLINE void SoftmaxGradientOfRow(const float* dy, const float* y, float scale, float* to,
                                 size_t width) {
  if (width >= kLanes) return SoftmaxGradientOfLongRow(dy, y, scale, to, width);
  float above[kLanes] = {};
  float shares[kLanes] = {};
  std::copy_n(dy, width, above);
  std::copy_n(y, width, shares);
  SoftmaxGradientOfLongRow(above, shares, scale, above, kLanes);
  std::copy_n(above, width, to);
}

}  // namespace tolaria
