// Optimizer updates, in place if nobody else holds the buffers.

#include <algorithm>
#include <array>
#include <cmath>

#include "thread_pool.h"
#include "functions.h"
#include "lanes.h"

namespace tolaria {

namespace {

/** Numbers per part. */
constexpr size_t kChunk = size_t{1} << 14;

/** Vectors of one length that an update changes or reads. */
class Vectors {
 public:
  /** @param donated Bit mask of the first `changed` vectors that the caller gives up. */
  Vectors(const Call& call, size_t changed) : call_(call), changed_(changed) {
    const auto [ids, count] = call.Ints(0);
    donated_ = call.Number(2);
    for (size_t at = 0; at < count; at++) {
      inputs_.push_back(ids[at] < 0 ? nullptr : call.Floats(ids[at]));
      if (at < changed) ids_.push_back(ids[at]);
    }
    if (count < changed) Fail("too few vectors");
  }

  size_t size() const { return CountOf(inputs_.front()); }

  /** Fails unless the input exists and has as many numbers as the first. */
  void CheckSize(size_t at) const {
    if (inputs_[at] == nullptr || CountOf(inputs_[at]) != size()) Fail("vectors of two sizes");
  }

  const Tensor& Input(size_t at) const { return inputs_[at]; }

  /**
   * Outputs of the changed vectors: the buffers of donated ones that nobody else holds, which lose
   * their ids here, and new ones for the others. Only a lack of memory can fail after this.
   */
  std::vector<float*> Outputs() {
    std::vector<float*> places;
    for (size_t at = 0; at < changed_; at++) {
      if (donated_ >> at & 1) {
        call_.Release(ids_[at]);
        if (IsUnique(inputs_[at])) {
          places.push_back(DataOf(inputs_[at]));
          outputs_.push_back(nullptr);
          continue;
        }
      }
      outputs_.push_back(Allocate(TF_FLOAT, ShapeOf(inputs_[at])));
      places.push_back(DataOf(outputs_.back()));
    }
    return places;
  }

  /** Registers the changed vectors. Returns the id of the first; the others' follow. */
  int32_t Enter() const {
    int32_t first = -1;
    for (size_t at = 0; at < changed_; at++) {
      const Tensor& output = outputs_[at] == nullptr ? inputs_[at] : outputs_[at];
      const int32_t id = call_.Add(output);
      if (at == 0) first = id;
    }
    return first;
  }

 private:
  const Call& call_;
  size_t changed_;
  int32_t donated_;
  std::vector<Tensor> inputs_;
  std::vector<int32_t> ids_;
  std::vector<Tensor> outputs_;
};

/** A range of the vectors: N that change, the gradient, and the decays. */
template <size_t N>
struct Chunk {
  std::array<const float*, N> from;
  const float* gradient;
  /** One decay per number, or null. */
  const float* decays;
  std::array<float*, N> to;
  size_t count;

  /** The range from a number on. */
  INLINE Chunk From(size_t at) const {
    Chunk rest = *this;
    for (size_t each = 0; each < N; each++) {
      rest.from[each] += at;
      rest.to[each] += at;
    }
    rest.gradient += at;
    if (rest.decays != nullptr) rest.decays += at;
    rest.count -= at;
    return rest;
  }
};

// A rule updates the lanes of N vectors. It has `N`, a `decay` for all numbers where there are none
// for each, and `Apply(values, gradient, decay)`.

/**
 * Updates at most one vector of numbers, always as a whole vector: the last numbers of a group get
 * the same bits as the others.
 */
template <typename Rule>
INLINE void UpdateLanes(const Rule& rule, const Chunk<Rule::N>& at, size_t count) {
  float values[Rule::N][kLanes] = {}, gradient[kLanes] = {}, decay[kLanes];
  for (size_t each = 0; each < Rule::N; each++) std::copy_n(at.from[each], count, values[each]);
  std::copy_n(at.gradient, count, gradient);
  std::fill_n(decay, kLanes, rule.decay);
  if (at.decays != nullptr) std::copy_n(at.decays, count, decay);
  rule.Apply(values, gradient, decay);
  for (size_t each = 0; each < Rule::N; each++) std::copy_n(values[each], count, at.to[each]);
}

template <typename Rule>
INLINE void UpdateRange(const Rule& rule, const Chunk<Rule::N>& chunk) {
  size_t at = 0;
  for (; at + kLanes <= chunk.count; at += kLanes) UpdateLanes(rule, chunk.From(at), kLanes);
  if (at < chunk.count) UpdateLanes(rule, chunk.From(at), chunk.count - at);
}

/** Scalars of an Adam update, in single precision. */
struct Adam {
  static constexpr size_t N = 3;
  float rate;
  float toFirst;
  float toSecond;
  float epsilon;
  float learningRate;
  float decay;

  INLINE void Apply(float (*values)[kLanes], const float* g, const float* shrink) const {
    auto [p, m, v] = std::array<float*, 3>{values[0], values[1], values[2]};
    for (size_t lane = 0; lane < kLanes; lane++) {
      m[lane] += toFirst * (g[lane] - m[lane]);
      v[lane] += toSecond * (g[lane] * g[lane] - v[lane]);
      p[lane] -= rate * (m[lane] / (std::sqrt(v[lane]) + epsilon)) +
                 learningRate * shrink[lane] * p[lane];
    }
  }
};

TARGET_CLONES void Update(const Adam& rule, const Chunk<3>& chunk) { UpdateRange(rule, chunk); }

struct Lion {
  static constexpr size_t N = 2;
  float rate;
  float toStep;
  float toMean;
  float decay;

  INLINE void Apply(float (*values)[kLanes], const float* g, const float* shrink) const {
    auto [p, m] = std::array<float*, 2>{values[0], values[1]};
    for (size_t lane = 0; lane < kLanes; lane++) {
      const float mean = m[lane] + toStep * (g[lane] - m[lane]);
      // NaN is neither; the sum with it stays NaN.
      const float sign = mean > 0 ? 1.f : mean < 0 ? -1.f : mean;
      m[lane] += toMean * (g[lane] - m[lane]);
      p[lane] -= rate * (sign + shrink[lane] * p[lane]);
    }
  }
};

TARGET_CLONES void Update(const Lion& rule, const Chunk<2>& chunk) { UpdateRange(rule, chunk); }

/** RMSProp: p, v, the mean gradient if it is centered, and the buffer if there is momentum. */
template <bool centered, bool buffered>
struct Rmsprop {
  static constexpr size_t N = 2 + centered + buffered;
  float rate;
  float toSquare;
  float epsilon;
  float momentum;
  float decay;

  INLINE void Apply(float (*values)[kLanes], const float* g, const float*) const {
    float *p = values[0], *v = values[1], *a = values[2], *b = values[2 + centered];
    for (size_t lane = 0; lane < kLanes; lane++) {
      v[lane] += toSquare * (g[lane] * g[lane] - v[lane]);
      float variance = v[lane];
      if constexpr (centered) {
        a[lane] += toSquare * (g[lane] - a[lane]);
        variance -= a[lane] * a[lane];
        // Rounding can take it below 0; NaN stays.
        variance = variance < 0 ? 0 : variance;
      }
      float step = g[lane] / (std::sqrt(variance) + epsilon);
      if constexpr (buffered) {
        step += momentum * b[lane];
        b[lane] = step;
      }
      p[lane] -= rate * step;
    }
  }
};

TARGET_CLONES void Update(const Rmsprop<false, false>& rule, const Chunk<2>& chunk) {
  UpdateRange(rule, chunk);
}

TARGET_CLONES void Update(const Rmsprop<false, true>& rule, const Chunk<3>& chunk) {
  UpdateRange(rule, chunk);
}

TARGET_CLONES void Update(const Rmsprop<true, false>& rule, const Chunk<3>& chunk) {
  UpdateRange(rule, chunk);
}

TARGET_CLONES void Update(const Rmsprop<true, true>& rule, const Chunk<4>& chunk) {
  UpdateRange(rule, chunk);
}

/** The moments of LAMB, and in place of the weights its step before it is scaled. */
struct LambStep {
  static constexpr size_t N = 3;
  float factor;
  float toFirst;
  float toSecond;
  float epsilon;
  float decay;

  INLINE void Apply(float (*values)[kLanes], const float* g, const float* shrink) const {
    auto [p, m, v] = std::array<float*, 3>{values[0], values[1], values[2]};
    for (size_t lane = 0; lane < kLanes; lane++) {
      m[lane] += toFirst * (g[lane] - m[lane]);
      v[lane] += toSecond * (g[lane] * g[lane] - v[lane]);
      p[lane] = factor * (m[lane] / (std::sqrt(v[lane]) + epsilon)) + shrink[lane] * p[lane];
    }
  }
};

TARGET_CLONES void Update(const LambStep& rule, const Chunk<3>& chunk) { UpdateRange(rule, chunk); }

/** Sum of squares, by lanes in double precision. */
TARGET_CLONES double SquaredNorm(const float* x, size_t count) {
  double sums[kLanes] = {};
  size_t at = 0;
  for (; at + kLanes <= count; at += kLanes) {
    for (size_t lane = 0; lane < kLanes; lane++) sums[lane] += double(x[at + lane]) * x[at + lane];
  }
  double sum = 0;
  for (; at < count; at++) sum += double(x[at]) * x[at];
  for (const double each : sums) sum += each;
  return sum;
}

/** to = p - rate step. */
TARGET_CLONES void Descend(const float* p, const float* step, float rate, float* to, size_t count) {
  for (size_t at = 0; at < count; at++) to[at] = p[at] - rate * step[at];
}

/** The numbers of an update, of which there must be `count`. */
const double* NumbersOf(const Call& call, size_t count) {
  const Call::Numbers given = call.Array(1);
  if (given.type != napi_float64_array || given.length != count) Fail("another count of numbers");
  return static_cast<const double*>(given.data);
}

/** Checks N vectors, the gradient behind them and, behind that, the decay if there may be one. */
template <size_t N>
const float* DecaysOf(const Vectors& vectors, bool mayDecay, float* single) {
  for (size_t at = 0; at <= N; at++) vectors.CheckSize(at);
  *single = 0;
  if (!mayDecay || vectors.Input(N + 1) == nullptr) return nullptr;
  const Tensor& decay = vectors.Input(N + 1);
  if (CountOf(decay) == 1) {
    *single = *DataOf(decay);
    return nullptr;
  }
  vectors.CheckSize(N + 1);
  return DataOf(decay);
}

template <size_t N>
Chunk<N> WholeOf(const Vectors& vectors, const float* decays, const std::vector<float*>& to) {
  Chunk<N> all = {{}, DataOf(vectors.Input(N)), decays, {}, vectors.size()};
  for (size_t at = 0; at < N; at++) {
    all.from[at] = DataOf(vectors.Input(at));
    all.to[at] = to[at];
  }
  return all;
}

/** Updates all numbers by a rule, on all threads. */
template <typename Rule>
void UpdateAll(const Rule& rule, const Chunk<Rule::N>& all) {
  ParallelFor((all.count + kChunk - 1) / kChunk, [&](size_t part) {
    Chunk<Rule::N> chunk = all.From(part * kChunk);
    chunk.count = std::min(kChunk, chunk.count);
    Update(rule, chunk);
  });
}

/** Runs an update whose rule needs no decay. */
template <typename Rule>
int32_t Run(const Call& call, const Rule& rule) {
  Vectors vectors(call, Rule::N);
  float none;
  DecaysOf<Rule::N>(vectors, false, &none);
  UpdateAll(rule, WholeOf<Rule::N>(vectors, nullptr, vectors.Outputs()));
  return vectors.Enter();
}

/** A part of one weight tensor. */
struct Part {
  size_t tensor;
  size_t at;
  size_t count;
};

/** Parts of weight tensors, whose sizes are an argument and add up to `size`. */
std::vector<Part> PartsOf(const Call& call, size_t size) {
  const auto [sizes, tensors] = call.Ints(3);
  std::vector<Part> parts;
  size_t from = 0;
  for (size_t tensor = 0; tensor < tensors; tensor++) {
    const size_t end = from + sizes[tensor];
    for (; from < end; from += parts.back().count) {
      parts.push_back({tensor, from, std::min(kChunk, end - from)});
    }
  }
  if (from != size) Fail("weight tensors of another size");
  return parts;
}

}  // namespace

int32_t AdamW(const Call& call) {
  const double* numbers = NumbersOf(call, 5);
  Vectors vectors(call, Adam::N);
  Adam rule = {float(numbers[0]), float(1 - numbers[1]), float(1 - numbers[2]),
               float(numbers[3]), float(numbers[4]), 0};
  const float* decays = DecaysOf<Adam::N>(vectors, true, &rule.decay);
  UpdateAll(rule, WholeOf<Adam::N>(vectors, decays, vectors.Outputs()));
  return vectors.Enter();
}

int32_t LionUpdate(const Call& call) {
  const double* numbers = NumbersOf(call, 3);
  Vectors vectors(call, Lion::N);
  Lion rule = {float(numbers[0]), float(1 - numbers[1]), float(1 - numbers[2]), 0};
  const float* decays = DecaysOf<Lion::N>(vectors, true, &rule.decay);
  UpdateAll(rule, WholeOf<Lion::N>(vectors, decays, vectors.Outputs()));
  return vectors.Enter();
}

int32_t RmspropUpdate(const Call& call) {
  const double* numbers = NumbersOf(call, 4);
  const float rate = numbers[0], toSquare = 1 - numbers[1], epsilon = numbers[2],
              momentum = numbers[3];
  const bool centered = call.Flag(3), buffered = call.Flag(4);
  if (centered && buffered) {
    return Run(call, Rmsprop<true, true>{rate, toSquare, epsilon, momentum, 0});
  }
  if (centered) return Run(call, Rmsprop<true, false>{rate, toSquare, epsilon, momentum, 0});
  if (buffered) return Run(call, Rmsprop<false, true>{rate, toSquare, epsilon, momentum, 0});
  return Run(call, Rmsprop<false, false>{rate, toSquare, epsilon, momentum, 0});
}

int32_t LambUpdate(const Call& call) {
  const double* numbers = NumbersOf(call, 5);
  constexpr size_t N = LambStep::N;
  Vectors vectors(call, N);
  LambStep rule = {float(numbers[0]), float(1 - numbers[1]), float(1 - numbers[2]),
                   float(numbers[3]), 0};
  const float* decays = DecaysOf<N>(vectors, true, &rule.decay);
  const std::vector<Part> parts = PartsOf(call, vectors.size());
  // The weights are read once more after the step is known, so it does not take their place.
  const Tensor steps = Allocate(TF_FLOAT, ShapeOf(vectors.Input(0)));
  const std::vector<float*> to = vectors.Outputs();
  Chunk<N> all = WholeOf<N>(vectors, decays, to);
  all.to[0] = DataOf(steps);
  std::vector<double> lengths(parts.size()), sizes(parts.size());
  ParallelFor(parts.size(), [&](size_t each) {
    Chunk<N> chunk = all.From(parts[each].at);
    chunk.count = parts[each].count;
    Update(rule, chunk);
    lengths[each] = SquaredNorm(chunk.from[0], chunk.count);
    sizes[each] = SquaredNorm(chunk.to[0], chunk.count);
  });
  const size_t tensors = parts.empty() ? 0 : parts.back().tensor + 1;
  std::vector<double> length(tensors), size(tensors);
  for (size_t each = 0; each < parts.size(); each++) {
    length[parts[each].tensor] += lengths[each];
    size[parts[each].tensor] += sizes[each];
  }
  ParallelFor(parts.size(), [&](size_t each) {
    const auto [tensor, at, count] = parts[each];
    const bool trusted = length[tensor] > 0 && size[tensor] > 0;
    const double trust = trusted ? std::sqrt(length[tensor] / size[tensor]) : 1;
    Descend(all.from[0] + at, all.to[0] + at, float(numbers[4] * trust), to[0] + at, count);
  });
  return vectors.Enter();
}

}  // namespace tolaria
