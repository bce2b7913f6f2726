"""A network of `bench throughput` in PyTorch or Keras, on the same digits.

For each line on stdin it trains one epoch, and answers with the milliseconds that a step took: `bun run bench peers`
takes turns between it and Tolaria.

Usage: peers.py <torch | torch_fused | keras> <model> <folder with images.f32 and labels.i32> <threads>
"""

import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import numpy as np  # noqa: E402

PEER, MODEL, FOLDER, THREADS = *sys.argv[1:4], int(sys.argv[4])
BATCH, CLASSES = 128, 10
RATE, BETAS, EPSILON = 1e-3, (0.9, 0.999), 1e-8
IMAGES = np.fromfile(f"{FOLDER}/images.f32", np.float32).reshape(-1, 784)
LABELS = np.fromfile(f"{FOLDER}/labels.i32", np.int32)


def torch_model():
    from torch import nn

    if MODEL == "mlp":
        return nn.Sequential(
            nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 256), nn.ReLU(), nn.Linear(256, CLASSES)
        )
    if MODEL == "cnn":
        return nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Linear(7 * 7 * 32, 64), nn.ReLU(), nn.Linear(64, CLASSES),
        )

    class Block(nn.Module):
        def __init__(self):
            super().__init__()
            self.norms = nn.ModuleList([nn.LayerNorm(64, eps=1e-3) for _ in range(2)])
            self.attention = nn.MultiheadAttention(64, 4, bias=False, batch_first=True)
            self.inner = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 64))

        def forward(self, x):
            h = self.norms[0](x)
            x = x + self.attention(h, h, h, need_weights=False)[0]
            return x + self.inner(self.norms[1](x))

    class Encoder(nn.Module):
        def __init__(self):
            import torch

            super().__init__()
            self.stem = nn.Linear(28, 64)
            self.places = nn.Parameter(0.02 * torch.randn(28, 64))
            self.blocks = nn.Sequential(Block(), Block())
            self.head = nn.Linear(64, CLASSES)

        def forward(self, x):
            return self.head(self.blocks(self.stem(x) + self.places).mean(1))

    return Encoder()


def torch_peer(fused):
    import torch

    torch.set_num_threads(THREADS)
    shape = {"mlp": (784,), "cnn": (1, 28, 28), "encoder": (28, 28)}[MODEL]
    x = torch.from_numpy(IMAGES).reshape(-1, *shape)
    y = torch.from_numpy(LABELS).long()
    model = torch_model()
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE, betas=BETAS, eps=EPSILON, fused=fused)
    loss_of = torch.nn.CrossEntropyLoss()

    def epoch():
        order = torch.randperm(len(x))
        for rows in order.split(BATCH):
            optimizer.zero_grad()
            loss = loss_of(model(x[rows]), y[rows])
            loss.backward()
            optimizer.step()
            loss.item()

    return epoch


def keras_peer():
    import tensorflow as tf
    import keras
    from keras import layers

    tf.config.threading.set_intra_op_parallelism_threads(THREADS)

    class Places(layers.Layer):
        def build(self, shape):
            self.places = self.add_weight(shape=shape[1:], initializer="random_normal")

        def call(self, x):
            return x + self.places

    if MODEL == "mlp":
        shape = (784,)
        body = [layers.Dense(512, "relu"), layers.Dense(256, "relu"), layers.Dense(CLASSES)]
        model = keras.Sequential([keras.Input(shape), *body])
    elif MODEL == "cnn":
        shape = (28, 28, 1)
        convolutions = [
            layer
            for filters in (16, 32)
            for layer in (layers.Conv2D(filters, 3, padding="same", activation="relu"), layers.MaxPool2D())
        ]
        dense = [layers.Flatten(), layers.Dense(64, "relu"), layers.Dense(CLASSES)]
        model = keras.Sequential([keras.Input(shape), *convolutions, *dense])
    else:
        shape = (28, 28)
        inputs = keras.Input(shape)
        x = Places()(layers.Dense(64)(inputs))
        for _ in range(2):
            h = layers.LayerNormalization()(x)
            x = x + layers.MultiHeadAttention(4, 16, use_bias=False)(h, h)
            x = x + layers.Dense(64)(layers.Dense(128, "relu")(layers.LayerNormalization()(x)))
        model = keras.Model(inputs, layers.Dense(CLASSES)(layers.GlobalAveragePooling1D()(x)))
    model.compile(
        optimizer=keras.optimizers.Adam(RATE, *BETAS, epsilon=EPSILON),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    x = IMAGES.reshape(-1, *shape)
    return lambda: model.fit(x, LABELS, batch_size=BATCH, epochs=1, verbose=0)


MAKERS = {
    "torch": lambda: torch_peer(fused=False),
    "torch_fused": lambda: torch_peer(fused=True),
    "keras": keras_peer,
}

train_epoch = MAKERS[PEER]()
for _ in sys.stdin:
    started = time.perf_counter()
    train_epoch()
    print(1000 * (time.perf_counter() - started) * BATCH / len(LABELS), flush=True)
