// Optimizer updates, in place if nobody else holds the buffers.

#include <algorithm>
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

/** Scalars of an Adam update, in single precision. */
struct Adam {
  float rate;
  float toFirst;
  float toSecond;
  float epsilon;
  /** Learning rate, and the decay if it is one number for all. */
  float learningRate;
  float decay;
};

/** A range of the vectors, inputs and outputs. */
struct Chunk {
  const float *p, *m, *v, *g;
  /** One decay per number, or null. */
  const float* decays;
  float *pTo, *mTo, *vTo;
  size_t count;

  /** The range from a number on. */
  Chunk From(size_t at) const {
    return {p + at,   m + at,   v + at,   g + at,    decays == nullptr ? nullptr : decays + at,
            pTo + at, mTo + at, vTo + at, count - at};
  }
};

/**
 * Updates at most one vector of numbers, always as a whole vector: the last numbers of a group get
 * the same bits as the others.
 */
INLINE void UpdateLanes(const Adam& adam, const Chunk& at,
                                                       size_t count) {
  const auto [rate, toFirst, toSecond, epsilon, learningRate, decay] = adam;
  float p[kLanes] = {}, m[kLanes] = {}, v[kLanes] = {}, g[kLanes] = {}, shrink[kLanes];
  std::copy_n(at.p, count, p);
  std::copy_n(at.m, count, m);
  std::copy_n(at.v, count, v);
  std::copy_n(at.g, count, g);
  std::fill_n(shrink, kLanes, decay);
  if (at.decays != nullptr) std::copy_n(at.decays, count, shrink);
  for (size_t lane = 0; lane < kLanes; lane++) {
    m[lane] += toFirst * (g[lane] - m[lane]);
    v[lane] += toSecond * (g[lane] * g[lane] - v[lane]);
    p[lane] -= rate * (m[lane] / (std::sqrt(v[lane]) + epsilon)) +
               learningRate * shrink[lane] * p[lane];
  }
  std::copy_n(p, count, at.pTo);
  std::copy_n(m, count, at.mTo);
  std::copy_n(v, count, at.vTo);
}

TARGET_CLONES void Update(const Adam& adam, const Chunk& chunk) {
  size_t at = 0;
  for (; at + kLanes <= chunk.count; at += kLanes) UpdateLanes(adam, chunk.From(at), kLanes);
  if (at < chunk.count) UpdateLanes(adam, chunk.From(at), chunk.count - at);
}

}  // namespace

int32_t AdamW(const Call& call) {
  const Call::Numbers given = call.Array(1);
  if (given.type != napi_float64_array || given.length != 5) Fail("no five numbers");
  const double* numbers = static_cast<const double*>(given.data);
  enum { kParameters, kFirst, kSecond, kGradient, kDecay };
  Vectors vectors(call, 3);
  for (size_t at = kParameters; at <= kGradient; at++) vectors.CheckSize(at);
  const Tensor& decay = vectors.Input(kDecay);
  const bool single = decay != nullptr && CountOf(decay) == 1;
  if (decay != nullptr && !single) vectors.CheckSize(kDecay);
  const Adam adam = {float(numbers[0]), float(1 - numbers[1]), float(1 - numbers[2]),
                     float(numbers[3]), float(numbers[4]), single ? *DataOf(decay) : 0};
  const std::vector<float*> to = vectors.Outputs();
  const size_t size = vectors.size();
  const auto from = [&](size_t at) { return DataOf(vectors.Input(at)); };
  const Chunk all = {from(kParameters), from(kFirst), from(kSecond), from(kGradient),
                       decay == nullptr || single ? nullptr : from(kDecay),
                       to[0], to[1], to[2], size};
  ParallelFor((size + kChunk - 1) / kChunk, [&](size_t part) {
    const size_t at = part * kChunk;
    Chunk chunk = all.From(at);
    chunk.count = std::min(kChunk, chunk.count);
    Update(adam, chunk);
  });
  return vectors.Enter();
}

}  // namespace tolaria
