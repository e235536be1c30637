#!/usr/bin/env python3
"""The peer of `affectscope-cli bench encoders`: the same encoders in PyTorch and transformers, as a user runs them.

    affectscope-cli bench encoders --peer "python3 tests/bench/peer/encoders.py"

The program starts this script, sends it lines of JSON that say which folder to open and with which input
(app/cli/bench/bench_peer.h has the protocol), and lets it and its own network take turns. Needs torch, transformers and safetensors; nothing of it is
needed to build, run or test Affectscope.
"""
import argparse
import json
import sys
import time

import torch
import transformers
from efficientnet_lite0 import EfficientNetLite0
from safetensors.torch import load_file, save_file

UNPOOLED = {"bert": "BertModel", "roberta": "RobertaModel", "xlm-roberta": "XLMRobertaModel"}


class Network:
    """One side of a model folder; run() takes a batch and gives hidden states and vector."""

    def __init__(self, folder, side, dtype):
        self.dtype = dtype
        with open(f"{folder}/config.json") as file:
            self.kind = json.load(file)["model_type"]
        options = {"dtype": dtype, "attn_implementation": "sdpa"}
        if self.kind == "efficientnet-lite0":
            self.model = EfficientNetLite0(folder).to(dtype).to(memory_format=torch.channels_last)
        elif self.kind in UNPOOLED:
            cls = getattr(transformers, UNPOOLED[self.kind])
            self.model = cls.from_pretrained(folder, add_pooling_layer=False, **options)
        elif self.kind == "clip":
            cls = transformers.CLIPTextModelWithProjection if side == "text" else transformers.CLIPVisionModelWithProjection
            self.model = cls.from_pretrained(folder, **options)
        elif self.kind == "siglip":
            cls = transformers.SiglipTextModel if side == "text" else transformers.SiglipVisionModel
            self.model = cls.from_pretrained(folder, **options)
        elif self.kind == "vit":
            self.model = transformers.ViTModel.from_pretrained(folder, **options)
        else:
            raise LookupError(f"no peer for the model type {self.kind}")
        self.model.eval()

    def text(self, ids, mask):
        if self.kind == "clip":
            made = self.model(input_ids=ids)
            return made.last_hidden_state, made.text_embeds
        if self.kind == "siglip":
            made = self.model(input_ids=ids)
            return made.last_hidden_state, made.pooler_output
        hidden = self.model(input_ids=ids, attention_mask=mask).last_hidden_state
        weight = mask.unsqueeze(-1).float()
        return hidden, (hidden.float() * weight).sum(1) / weight.sum(1)

    def image(self, pixels):
        pixels = pixels.to(self.dtype)
        if self.kind == "efficientnet-lite0":
            return self.model(pixels.to(memory_format=torch.channels_last))
        made = self.model(pixel_values=pixels)
        if self.kind == "clip":
            return made.last_hidden_state[:, 1:], made.image_embeds
        if self.kind == "siglip":
            return made.last_hidden_state, made.pooler_output
        return made.last_hidden_state[:, 1:], made.pooler_output

    def run(self, inputs):
        batches = sum(1 for name in inputs if name.startswith(("ids.", "pixels.")))
        with torch.inference_mode():
            for i in range(batches):
                if f"ids.{i}" in inputs:
                    hidden, vector = self.text(inputs[f"ids.{i}"], inputs[f"mask.{i}"].long())
                else:
                    hidden, vector = self.image(inputs[f"pixels.{i}"])
                yield i, hidden, vector


def answer(message):
    print(json.dumps(message), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--precision", choices=["fp32", "bf16"], default="fp32")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    dtype = torch.bfloat16 if options.precision == "bf16" else torch.float32
    network, inputs, made = None, {}, []
    for line in sys.stdin:
        message = json.loads(line)
        if "open" in message:
            try:
                network, inputs = Network(message["open"], message["side"], dtype), load_file(message["inputs"])
                answer({"ready": f"torch {torch.__version__}, transformers {transformers.__version__}"})
            except LookupError as reason:
                answer({"unknown": str(reason)})
        elif "run" in message:
            wall, cpu = time.perf_counter(), time.process_time()
            made = list(network.run(inputs))
            answer({"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu})
        elif "outputs" in message:
            tensors = {}
            for i, hidden, vector in made:
                tensors[f"hidden.{i}"] = hidden.float().contiguous()
                tensors[f"vector.{i}"] = vector.float().contiguous()
            save_file(tensors, message["outputs"])
            answer({"written": True})


if __name__ == "__main__":
    transformers.logging.set_verbosity_error()
    main()
