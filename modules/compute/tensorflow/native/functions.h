// Functions for JavaScript, under the names in binding.cc; node_backend.ts documents them.
#pragma once

#include "call.h"

namespace tolaria {

// buffers.cc
int32_t Flatten(const Call& call);
int32_t Unflatten(const Call& call);
int32_t ReshapeTensor(const Call& call);
int32_t FromArray(const Call& call);

// sums.cc
int32_t Sum(const Call& call);

// gram.cc
int32_t Gram(const Call& call);

// accuracy.cc
int32_t Accuracy(const Call& call);

// losses.cc
int32_t CrossEntropy(const Call& call);

// updates.cc
int32_t AdamW(const Call& call);
int32_t LionUpdate(const Call& call);
int32_t RmspropUpdate(const Call& call);
int32_t LambUpdate(const Call& call);

// recurrence.cc
int32_t Recurrence(const Call& call);
int32_t RecurrenceGradient(const Call& call);

// add.cc
int32_t AddTensors(const Call& call);

// attention.cc
int32_t Attention(const Call& call);
int32_t AttentionGradient(const Call& call);

// activations.cc
int32_t SmoothActivation(const Call& call);
int32_t SmoothActivationGradient(const Call& call);

// softmax.cc
int32_t Softmax(const Call& call);
int32_t SoftmaxGradient(const Call& call);

// transpose.cc
int32_t TransposeTensor(const Call& call);

// layer_normalization.cc
int32_t LayerNormalization(const Call& call);
int32_t LayerNormalizationGradient(const Call& call);

// dense.cc
int32_t MatMul(const Call& call);
int32_t Dense(const Call& call);
int32_t DenseGradient(const Call& call);

// convolution.cc
int32_t Conv2d(const Call& call);
int32_t Conv2dGradient(const Call& call);

// pooling.cc
int32_t MaxPool(const Call& call);
int32_t MaxPoolGradient(const Call& call);

}  // namespace tolaria
