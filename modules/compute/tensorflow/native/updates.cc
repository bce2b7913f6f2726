// Updates of parameters, in place where nobody else holds what they change.

#include <algorithm>
#include <cmath>

#include "crew.h"
#include "functions.h"
#include "lanes.h"

namespace tolaria {

namespace {

/** Numbers that are updated in one part of the work. */
constexpr size_t kStretch = size_t{1} << 14;

/** Vectors of one length that an update changes, and those that it reads. */
class Vectors {
 public:
  /** @param spent Bit by bit, which of the first `changed` the caller has no more use for. */
  Vectors(const Call& call, size_t changed) : call_(call), changed_(changed) {
    const auto [ids, count] = call.Ints(0);
    spent_ = call.Number(2);
    for (size_t at = 0; at < count; at++) {
      inputs_.push_back(ids[at] < 0 ? nullptr : call.Floats(ids[at]));
      if (at < changed) ids_.push_back(ids[at]);
    }
    if (count < changed) Fail("too few vectors");
  }

  size_t size() const { return CountOf(inputs_.front()); }

  /** Fails unless the input is there and has as many numbers as the first. */
  void CheckSize(size_t at) const {
    if (inputs_[at] == nullptr || CountOf(inputs_[at]) != size()) Fail("vectors of two sizes");
  }

  const Tensor& Input(size_t at) const { return inputs_[at]; }

  /**
   * Where the changed ones go: into the buffers of those that are spent and nobody else holds, from here on gone under
   * their ids, and for the others into new ones. Nothing can fail after it but for want of memory.
   */
  std::vector<float*> Outputs() {
    std::vector<float*> places;
    for (size_t at = 0; at < changed_; at++) {
      if (spent_ >> at & 1) {
        call_.LetGo(ids_[at]);
        if (IsSole(inputs_[at])) {
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

  /** Enters the changed ones. Returns the id of the first; the others' follow. */
  int32_t Enter() const {
    int32_t first = -1;
    for (size_t at = 0; at < changed_; at++) {
      const Tensor& output = outputs_[at] == nullptr ? inputs_[at] : outputs_[at];
      const int32_t id = call_.Add(output.get());
      if (at == 0) first = id;
    }
    return first;
  }

 private:
  const Call& call_;
  size_t changed_;
  int32_t spent_;
  std::vector<Tensor> inputs_;
  std::vector<int32_t> ids_;
  std::vector<Tensor> outputs_;
};

/** What an update by Adam does with numbers of its own, in single precision. */
struct Adam {
  float rate;
  float toFirst;
  float toSecond;
  float epsilon;
  /** Learning rate, and the decay of every parameter where that is one number. */
  float learningRate;
  float decay;
};

/** Numbers of the vectors, from where they come to where they go. */
struct Stretch {
  const float *p, *m, *v, *g;
  /** One decay for each number, or null. */
  const float* decays;
  float *pTo, *mTo, *vTo;
  size_t count;
};

FOR_EACH_PROCESSOR void Update(const Adam& adam, const Stretch& stretch) {
  const auto [rate, toFirst, toSecond, epsilon, learningRate, decay] = adam;
  const auto [ps, ms, vs, gs, decays, pTo, mTo, vTo, count] = stretch;
  // A vector of parameters comes out where it came in, or elsewhere altogether.
#pragma GCC ivdep
  for (size_t at = 0; at < count; at++) {
    const float g = gs[at];
    const float m = ms[at] + toFirst * (g - ms[at]);
    const float v = vs[at] + toSecond * (g * g - vs[at]);
    const float p = ps[at];
    const float shrink = learningRate * (decays == nullptr ? decay : decays[at]);
    mTo[at] = m;
    vTo[at] = v;
    pTo[at] = p - (rate * (m / (std::sqrt(v) + epsilon)) + shrink * p);
  }
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
  const float* from[] = {DataOf(vectors.Input(kParameters)), DataOf(vectors.Input(kFirst)),
                         DataOf(vectors.Input(kSecond)), DataOf(vectors.Input(kGradient)),
                         decay == nullptr || single ? nullptr : DataOf(decay)};
  const std::vector<float*> to = vectors.Outputs();
  const size_t size = vectors.size();
  ForEachPart((size + kStretch - 1) / kStretch, [&](size_t part) {
    const size_t at = part * kStretch;
    Update(adam, {from[0] + at, from[1] + at, from[2] + at, from[3] + at,
                  from[4] == nullptr ? nullptr : from[4] + at, to[0] + at, to[1] + at, to[2] + at,
                  std::min(kStretch, size - at)});
  });
  return vectors.Enter();
}

}  // namespace tolaria
