"""A character GPT in PyTorch by nanoGPT's setting for a CPU, on the same text as `bun run bench gpt`.

The setting is that of the README of nanoGPT for `train_shakespeare_char` on a CPU: windows of 64, batches of 12, 4 layers,
4 heads, width 128, AdamW with a rate of 1e-3 that decays to 1e-4, 100 steps of warm-up, beta2 0.99, a decay of 0.1 on
matrices, gradients clipped to a norm of 1 and no dropout. Windows are drawn at random places.

Prints one line of JSON: bits per character of the end of the text, and the milliseconds of a step.

Usage: gpt.py <text> <share to validate on> <distance of validation windows> <steps> <threads> <seed>
"""

import json
import math
import sys
import time

import torch
from torch import nn
from torch.nn import functional

TEXT, SHARE, STRIDE, STEPS, THREADS, SEED = sys.argv[1], float(sys.argv[2]), *map(int, sys.argv[3:7])
LENGTH, BATCH, LAYERS, HEADS, WIDTH = 64, 12, 4, 4, 128
PEAK, END, WARM_UP = 1e-3, 1e-4, 100

torch.set_num_threads(THREADS)
torch.manual_seed(SEED)


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norms = nn.ModuleList([nn.LayerNorm(WIDTH, bias=False) for _ in range(2)])
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH, bias=False)
        self.projection = nn.Linear(WIDTH, WIDTH, bias=False)
        self.expand = nn.Linear(WIDTH, 4 * WIDTH, bias=False)
        self.contract = nn.Linear(4 * WIDTH, WIDTH, bias=False)
        for layer in (self.projection, self.contract):
            layer.residual = True

    def forward(self, x):
        batch, length, width = x.shape
        q, k, v = self.qkv(self.norms[0](x)).view(batch, length, 3, HEADS, -1).permute(2, 0, 3, 1, 4)
        attended = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.projection(attended.transpose(1, 2).reshape(batch, length, width))
        return x + self.contract(functional.gelu(self.expand(self.norms[1](x))))


class Gpt(nn.Module):
    def __init__(self, vocabulary):
        super().__init__()
        self.tokens = nn.Embedding(vocabulary, WIDTH)
        self.places = nn.Embedding(LENGTH, WIDTH)
        self.blocks = nn.Sequential(*[Block() for _ in range(LAYERS)])
        self.norm = nn.LayerNorm(WIDTH, bias=False)
        for layer in self.modules():
            if isinstance(layer, (nn.Linear, nn.Embedding)):
                scale = 1 / math.sqrt(2 * LAYERS) if hasattr(layer, "residual") else 1
                nn.init.normal_(layer.weight, std=0.02 * scale)

    def forward(self, ids):
        x = self.tokens(ids) + self.places.weight[: ids.shape[1]]
        return functional.linear(self.norm(self.blocks(x)), self.tokens.weight)


def read():
    """Ids of both parts: characters of the first, and 0 for all others."""
    with open(TEXT, encoding="utf-8", newline="") as file:
        text = file.read()
    held = round(len(text) * SHARE)
    train, rest = text[: len(text) - held], text[len(text) - held :]
    ids = {character: at + 1 for at, character in enumerate(sorted(set(train)))}
    parts = [torch.tensor([ids.get(character, 0) for character in part]) for part in (train, rest)]
    return *parts, len(ids) + 1


def loss_of(model, windows):
    logits = model(windows[:, :-1])
    return functional.cross_entropy(logits.flatten(0, 1), windows[:, 1:].flatten())


def rate(step):
    if step < WARM_UP:
        return PEAK * (step + 1) / (WARM_UP + 1)
    share = (step - WARM_UP) / (STEPS - WARM_UP)
    return END + (PEAK - END) * (1 + math.cos(math.pi * share)) / 2


def train(model, ids):
    matrices = [weight for weight in model.parameters() if weight.dim() > 1]
    others = [weight for weight in model.parameters() if weight.dim() < 2]
    groups = [{"params": matrices, "weight_decay": 0.1}, {"params": others, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=PEAK, betas=(0.9, 0.99), fused=True)
    times = []
    for step in range(STEPS):
        started = time.perf_counter()
        for group in optimizer.param_groups:
            group["lr"] = rate(step)
        starts = torch.randint(len(ids) - LENGTH, (BATCH,))
        windows = torch.stack([ids[start : start + LENGTH + 1] for start in starts])
        loss = loss_of(model, windows)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        times.append(1000 * (time.perf_counter() - started))
    return sorted(times)[len(times) // 2]


@torch.no_grad()
def bits_per_character(model, ids):
    starts = range(0, len(ids) - LENGTH, STRIDE)
    windows = torch.stack([ids[start : start + LENGTH + 1] for start in starts])
    losses = [loss_of(model, batch).item() * len(batch) for batch in windows.split(256)]
    return sum(losses) / len(windows) / math.log(2)


def main():
    training, validation, vocabulary = read()
    model = Gpt(vocabulary)
    step_ms = train(model.train(), training)
    bits = bits_per_character(model.eval(), validation)
    print(json.dumps({"bits": bits, "step_ms": step_ms}))


main()
