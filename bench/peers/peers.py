"""A network of the benches in PyTorch or Keras, on the same examples.

For each line on stdin it trains one epoch, and answers with the milliseconds that a step took: `bun run bench peers`
takes turns between it and Tolaria. The line `peaks` is answered with the GFLOP/s of a product and the GB/s of a copy.

Usage: peers.py <torch | torch_fused | keras> <model> <folder with inputs and labels> <threads>
"""

import importlib.util
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("KERAS_BACKEND", "tensorflow" if importlib.util.find_spec("tensorflow") else "jax")

import numpy as np  # noqa: E402

PEER, MODEL, FOLDER, THREADS = *sys.argv[1:4], int(sys.argv[4])
CLASSES = 10
BATCH = {"lstm": 64, "gpt": 12}.get(MODEL, 128)
RATE, BETAS, EPSILON = 1e-3, (0.9, 0.999), 1e-8
# As bench/_lstm_task.ts and bench/_gpt_task.ts have them.
STEPS, WIDTH, UNITS = 30, 4, 32
LAYERS, EMBEDDING, HEADS, CONTEXT, VOCABULARY = 4, 128, 4, 64, 65

SHAPES = {"mlp": (784,), "cnn": (28, 28, 1), "encoder": (28, 28), "lstm": (STEPS, WIDTH), "gpt": (CONTEXT,)}
INPUTS = np.fromfile(f"{FOLDER}/inputs", np.int32 if MODEL == "gpt" else np.float32).reshape(-1, *SHAPES[MODEL])
LABELS = np.fromfile(f"{FOLDER}/labels", np.int32).reshape(len(INPUTS), *([CONTEXT] if MODEL == "gpt" else []))


def torch_model():
    import torch
    from torch import nn
    from torch.nn import functional as F

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

    class Recurrent(nn.Module):
        def __init__(self):
            super().__init__()
            self.lstm = nn.LSTM(WIDTH, UNITS, batch_first=True)
            self.head = nn.Linear(UNITS, CLASSES)

        def forward(self, x):
            return self.head(self.lstm(x)[0][:, -1])

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
            super().__init__()
            self.stem = nn.Linear(28, 64)
            self.places = nn.Parameter(0.02 * torch.randn(28, 64))
            self.blocks = nn.Sequential(Block(), Block())
            self.head = nn.Linear(64, CLASSES)

        def forward(self, x):
            return self.head(self.blocks(self.stem(x) + self.places).mean(1))

    class GptBlock(nn.Module):
        def __init__(self):
            super().__init__()
            self.norms = nn.ModuleList([nn.LayerNorm(EMBEDDING) for _ in range(2)])
            self.qkv = nn.Linear(EMBEDDING, 3 * EMBEDDING)
            self.out = nn.Linear(EMBEDDING, EMBEDDING)
            self.inner = nn.Sequential(
                nn.Linear(EMBEDDING, 4 * EMBEDDING), nn.GELU(approximate="tanh"), nn.Linear(4 * EMBEDDING, EMBEDDING)
            )

        def forward(self, x):
            shape = (*x.shape[:2], HEADS, EMBEDDING // HEADS)
            q, k, v = (part.view(shape).transpose(1, 2) for part in self.qkv(self.norms[0](x)).split(EMBEDDING, 2))
            mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).reshape(x.shape)
            x = x + self.out(mixed)
            return x + self.inner(self.norms[1](x))

    class Gpt(nn.Module):
        def __init__(self):
            super().__init__()
            self.ids = nn.Embedding(VOCABULARY, EMBEDDING)
            self.places = nn.Parameter(0.02 * torch.randn(CONTEXT, EMBEDDING))
            self.blocks = nn.Sequential(*[GptBlock() for _ in range(LAYERS)])
            self.norm = nn.LayerNorm(EMBEDDING)
            self.head = nn.Linear(EMBEDDING, VOCABULARY, bias=False)

        def forward(self, x):
            return self.head(self.norm(self.blocks(self.ids(x) + self.places))).flatten(0, 1)

    return {"lstm": Recurrent, "encoder": Encoder, "gpt": Gpt}[MODEL]()


def torch_peer(fused):
    import torch

    torch.set_num_threads(THREADS)
    x = torch.from_numpy(INPUTS)
    if MODEL == "cnn":
        x = x.reshape(-1, 1, 28, 28)
    x = x.long() if MODEL == "gpt" else x
    y = torch.from_numpy(LABELS).long()
    model = torch_model()
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE, betas=BETAS, eps=EPSILON, fused=fused)
    loss_of = torch.nn.CrossEntropyLoss()

    def epoch():
        order = torch.randperm(len(x))
        for rows in order.split(BATCH):
            optimizer.zero_grad()
            loss = loss_of(model(x[rows]), y[rows].flatten())
            loss.backward()
            optimizer.step()
            loss.item()

    return epoch


def keras_model():
    import keras
    from keras import layers

    class Places(layers.Layer):
        def build(self, shape):
            self.places = self.add_weight(shape=shape[1:], initializer="random_normal")

        def call(self, x):
            return x + self.places

    inputs = keras.Input(SHAPES[MODEL], dtype="int32" if MODEL == "gpt" else "float32")
    x = inputs
    if MODEL == "mlp":
        x = layers.Dense(256, "relu")(layers.Dense(512, "relu")(x))
    elif MODEL == "cnn":
        for filters in (16, 32):
            x = layers.MaxPool2D()(layers.Conv2D(filters, 3, padding="same", activation="relu")(x))
        x = layers.Dense(64, "relu")(layers.Flatten()(x))
    elif MODEL == "lstm":
        x = layers.LSTM(UNITS)(x)
    elif MODEL == "encoder":
        x = Places()(layers.Dense(64)(x))
        for _ in range(2):
            h = layers.LayerNormalization()(x)
            x = x + layers.MultiHeadAttention(4, 16, use_bias=False)(h, h)
            x = x + layers.Dense(64)(layers.Dense(128, "relu")(layers.LayerNormalization()(x)))
        x = layers.GlobalAveragePooling1D()(x)
    else:
        x = Places()(layers.Embedding(VOCABULARY, EMBEDDING)(x))
        gelu = lambda z: keras.activations.gelu(z, approximate=True)  # noqa: E731
        for _ in range(LAYERS):
            h = layers.LayerNormalization(epsilon=1e-5)(x)
            x = x + layers.MultiHeadAttention(HEADS, EMBEDDING // HEADS)(h, h, use_causal_mask=True)
            h = layers.Dense(4 * EMBEDDING, gelu)(layers.LayerNormalization(epsilon=1e-5)(x))
            x = x + layers.Dense(EMBEDDING)(h)
        x = layers.LayerNormalization(epsilon=1e-5)(x)
    return keras.Model(inputs, layers.Dense(VOCABULARY if MODEL == "gpt" else CLASSES, use_bias=MODEL != "gpt")(x))


def keras_peer():
    import keras

    model = keras_model()
    model.compile(
        optimizer=keras.optimizers.Adam(RATE, *BETAS, epsilon=EPSILON),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    return lambda: model.fit(INPUTS, LABELS, batch_size=BATCH, epochs=1, verbose=0)


def best(work, rounds=5):
    def seconds():
        started = time.perf_counter()
        work()
        return time.perf_counter() - started

    return min(seconds() for _ in range(rounds))


def peaks():
    import torch

    a, b = torch.rand(1024, 1024), torch.rand(1024, 1024)
    x, y = torch.rand(1 << 24), torch.empty(1 << 24)
    return f"{2 * 1024**3 / best(lambda: a @ b) / 1e9} {2 * 4 * (1 << 24) / best(lambda: y.copy_(x)) / 1e9}"


MAKERS = {
    "torch": lambda: torch_peer(fused=False),
    "torch_fused": lambda: torch_peer(fused=True),
    "keras": keras_peer,
}

train_epoch = MAKERS[PEER]()
for line in sys.stdin:
    if line.strip() == "peaks":
        print(peaks(), flush=True)
        continue
    started = time.perf_counter()
    train_epoch()
    print(1000 * (time.perf_counter() - started) * BATCH / len(LABELS), flush=True)
